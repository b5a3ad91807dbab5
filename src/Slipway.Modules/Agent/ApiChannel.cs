// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Slipway.Modules;

/// <summary>Asks an agent or a server, and makes exceptions of their refusals.</summary>
/// <param name="peer">Who is asked, as messages call it.</param>
/// <param name="hint">What to do where it does not answer.</param>
internal abstract class ApiChannel(string peer, string hint) : IDisposable
{
    /// <summary>The most that an answer may have.</summary>
    protected const int MaxAnswer = 64 << 20;

    /// <summary>Who is asked.</summary>
    protected string Peer => peer;

    public abstract void Dispose();

    public async Task<T> AskAsync<T>(HttpMethod method, string path, byte[]? body, JsonTypeInfo<T> answer, CancellationToken cancellationToken)
    {
        var content = Read(method, path, await SendAsync(method, path, body, cancellationToken));
        try
        {
            return JsonSerializer.Deserialize(content.Span, answer) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new ModuleException(HttpStatusCode.BadGateway, "bad_answer", $"{peer} answered {method} '{path}' with something that cannot be read: {e.Message}", e);
        }
    }

    public async Task TellAsync(HttpMethod method, string path, CancellationToken cancellationToken) => Read(method, path, await SendAsync(method, path, null, cancellationToken));

    /// <summary>Sends a request, with JSON where it has a body, and reads the whole answer.</summary>
    /// <exception cref="ModuleException">It does not answer.</exception>
    protected abstract Task<(HttpStatusCode Status, ReadOnlyMemory<byte> Content)> SendAsync(HttpMethod method, string path, byte[]? body, CancellationToken cancellationToken);

    /// <summary>What is thrown where it does not answer.</summary>
    protected ModuleException Unreachable(string what, Exception e) => new(HttpStatusCode.ServiceUnavailable, "unreachable", what, e) { Hint = hint };

    /// <summary>What to call a request in messages.</summary>
    protected string Describe(HttpMethod method, string path) => $"{method} '/{path.Split('?')[0]}' of {peer}";

    /// <summary>What an answer holds, if it is no refusal.</summary>
    protected ReadOnlyMemory<byte> Read(HttpMethod method, string path, (HttpStatusCode Status, ReadOnlyMemory<byte> Content) answer) =>
        (int)answer.Status is >= 200 and < 300 ? answer.Content : throw ModuleProblemJson.Read(answer.Status, answer.Content, Describe(method, path));
}
