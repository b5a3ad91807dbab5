// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Slipway.Modules;

/// <summary>Asks an agent or a server, and makes exceptions of their refusals.</summary>
internal sealed class ApiChannel(HttpClient http, string peer, string hint) : IDisposable
{
    private const int MaxAnswer = 64 << 20;

    public void Dispose() => http.Dispose();

    public async Task<T> AskAsync<T>(HttpMethod method, string path, byte[]? body, JsonTypeInfo<T> answer, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var response = await SendAsync(request, cancellationToken);
        var content = await ReadAsync(response, cancellationToken);
        try
        {
            return JsonSerializer.Deserialize(content.Span, answer) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new ModuleException(HttpStatusCode.BadGateway, "bad_answer", $"{peer} answered {method} '{path}' with something that cannot be read: {e.Message}", e);
        }
    }

    public async Task TellAsync(HttpMethod method, string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        using var response = await SendAsync(request, cancellationToken);
        await ReadAsync(response, cancellationToken);
    }

    /// <summary>Goes on with another protocol on the connection of a request; the caller has the connection to itself then.</summary>
    public async Task<Stream> UpgradeAsync(string path, string protocol, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Headers = { { "Connection", "Upgrade" }, { "Upgrade", protocol } } };
        var response = await SendAsync(request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.SwitchingProtocols)
            return await response.Content.ReadAsStreamAsync(cancellationToken);
        using (response)
        {
            await ReadAsync(response, cancellationToken);
            throw new ModuleException(HttpStatusCode.BadGateway, "bad_answer", $"{peer} answered '{path}' with {(int)response.StatusCode} and does not go on with '{protocol}'.");
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.SecureConnectionError)
        {
            throw new ModuleException(HttpStatusCode.ServiceUnavailable, "unreachable", $"{peer} shows a certificate that isn't believed here: {(e.InnerException ?? e).Message}", e)
            {
                Hint = "Give the file of its certificate with --certificate FILE, or let this machine trust the authority that made it.",
            };
        }
        catch (HttpRequestException e)
        {
            throw new ModuleException(HttpStatusCode.ServiceUnavailable, "unreachable", $"{peer} does not answer: {(e.InnerException ?? e).Message}.", e) { Hint = hint };
        }
    }

    private async Task<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var asked = $"{response.RequestMessage!.Method} '{response.RequestMessage.RequestUri!.AbsolutePath}' of {peer}";
        try
        {
            await response.Content.LoadIntoBufferAsync(MaxAnswer, cancellationToken);
            var content = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return response.IsSuccessStatusCode ? content : throw ModuleProblemJson.Read(response.StatusCode, content, asked);
        }
        catch (Exception e) when (e is HttpRequestException || (e is IOException and not ModuleException))
        {
            throw new ModuleException(HttpStatusCode.ServiceUnavailable, "unreachable", $"{asked} broke off: {e.Message}", e) { Hint = hint };
        }
    }
}
