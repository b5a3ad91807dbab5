// SPDX-License-Identifier: Apache-2.0
using System.Net;

namespace Slipway.Distribution;

/// <summary>A blob as a registry sends it. A connection that breaks is made again, and the rest is asked for by its range.</summary>
internal sealed class ResumingStream(RegistryChannel channel, RegistryRequest request, Stream first) : AsyncReadStream
{
    private Stream? _body = first;
    private long _position;
    private int _fruitless;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                _body ??= await ReopenAsync(cancellationToken).ConfigureAwait(false);
                var count = await _body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
                if (count > 0)
                    (_position, _fruitless) = (_position + count, 0);
                return count;
            }
            catch (RemoteException e) when (channel.MayTryAgain(e, ++_fruitless))
            {
                await CloseAsync().ConfigureAwait(false);
                await channel.DelayAsync(e, _fruitless, cancellationToken).ConfigureAwait(false);
            }
            catch (RemoteException e) when (e is not RegistryException)
            {
                throw RegistryException.From($"{request.Action} (stopped after {_position} bytes)", e);
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _body?.Dispose();
        base.Dispose(disposing);
    }

    private async Task<Stream> ReopenAsync(CancellationToken cancellationToken)
    {
        var rest = request with { RangeFrom = _position > 0 ? _position : null };
        var response = await channel.SendAsync(rest, cancellationToken).ConfigureAwait(false);
        var starts = response.StatusCode == HttpStatusCode.PartialContent ? response.Content.Headers.ContentRange?.From ?? 0 : 0;
        var body = await channel.Http.OpenBodyAsync(response, cancellationToken).ConfigureAwait(false);
        try
        {
            if (starts > _position)
                throw new RegistryException($"{request.Action}: bytes from {_position} were asked for, and the answer begins at {starts}.");
            // A registry that doesn't know ranges sends everything again.
            await SkipAsync(body, _position - starts, cancellationToken).ConfigureAwait(false);
            return body;
        }
        catch
        {
            await body.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async Task SkipAsync(Stream body, long count, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        while (count > 0)
        {
            var read = await body.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, count)), cancellationToken).ConfigureAwait(false);
            if (read == 0)
                return; // shorter than before: whoever checks the whole says so
            count -= read;
        }
    }

    private async ValueTask CloseAsync()
    {
        if (_body is { } broken)
        {
            _body = null;
            await broken.DisposeAsync().ConfigureAwait(false);
        }
    }
}
