// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Http.Headers;

namespace Slipway.Modules;

/// <summary>Asks a server over HTTP or HTTPS.</summary>
internal sealed class ServerChannel(HttpClient http, string peer, string hint) : ApiChannel(peer, hint)
{
    public override void Dispose() => http.Dispose();

    protected override async Task<(HttpStatusCode Status, ReadOnlyMemory<byte> Content)> SendAsync(HttpMethod method, string path, byte[]? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var response = await BeginAsync(request, cancellationToken);
        try
        {
            await response.Content.LoadIntoBufferAsync(MaxAnswer, cancellationToken);
            return (response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellationToken));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw Unreachable($"{Describe(method, path)} broke off: {e.Message}", e);
        }
    }

    private async Task<HttpResponseMessage> BeginAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.SecureConnectionError)
        {
            throw new ModuleException(HttpStatusCode.ServiceUnavailable, "unreachable", $"{Peer} shows a certificate that isn't believed here: {(e.InnerException ?? e).Message}", e)
            {
                Hint = "Give the file of its certificate with --certificate FILE, or let this machine trust the authority that made it.",
            };
        }
        catch (HttpRequestException e)
        {
            throw Unreachable($"{Peer} does not answer: {(e.InnerException ?? e).Message}.", e);
        }
    }
}
