// SPDX-License-Identifier: Apache-2.0
using System.Net;

namespace Slipway.Distribution;

/// <summary>The body of a response, read under the limit of time between two bytes. Owns the response.</summary>
internal sealed class BodyStream(HttpResponseMessage response, Stream body, GuardedHttpOptions options) : AsyncReadStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var watch = new StallWatch(options.StallTimeout, options.Time, cancellationToken);
        try
        {
            return await body.ReadAsync(buffer, watch.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Broken(new TimeoutException($"No byte came for {options.StallTimeout.TotalSeconds:0.#} s (StallTimeout)."));
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw Broken(e);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            body.Dispose();
            response.Dispose();
        }
        base.Dispose(disposing);
    }

    private RemoteException Broken(Exception cause)
    {
        var url = RedactedUrl.Of(response.RequestMessage!.RequestUri!);
        return new($"The answer of '{url}' broke off: {cause.Message}", cause) { Url = url, IsTransient = true, StatusCode = (HttpStatusCode?)response.StatusCode };
    }
}
