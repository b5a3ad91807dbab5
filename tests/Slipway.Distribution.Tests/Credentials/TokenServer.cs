// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Slipway.TestKit;

namespace Slipway.Distribution.Tests;

/// <summary>
/// A registry whose token server gives refresh tokens as Docker's specification says (token.md, oauth.md): with a password where one is asked for, by GET
/// with <c>offline_token=true</c> or by POST with <c>access_type=offline</c>; each is taken once, and answered with the next.
/// </summary>
internal sealed class TokenServer : IAsyncDisposable
{
    private readonly ScriptedServer _server;
    private readonly ConcurrentQueue<string> _grants = new();
    private int _given;

    public TokenServer() => _server = new ScriptedServer(Answer);

    /// <summary>How a password is taken.</summary>
    public string Method { get; init; } = "GET";

    public string Authority => _server.Authority;

    /// <summary>The grants that were asked for by refresh tokens.</summary>
    public IEnumerable<string> Grants => _grants;

    public IEnumerable<string> Targets => _server.Requests.Select(static request => request.Target);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private ScriptedResponse Answer(ScriptedRequest request)
    {
        if (!request.Target.StartsWith("/token", StringComparison.Ordinal))
        {
            return request.Authorization == "Bearer good" ? new(HttpStatusCode.OK) : new(HttpStatusCode.Unauthorized)
            {
                Headers = { ["WWW-Authenticate"] = $"Bearer realm=\"http://{Authority}/token\",service=\"registry.test\"" },
            };
        }
        var words = Words(request.Method == "GET" ? request.Target[(request.Target.IndexOf('?') + 1)..] : Encoding.ASCII.GetString(request.Body));
        if (words.GetValueOrDefault("grant_type") == "refresh_token")
            return Refresh(words["refresh_token"]);
        if (request.Method != Method)
            return new(HttpStatusCode.NotFound);
        var isKnown = request.Method == "GET" ? request.Authorization == "Basic " + Convert.ToBase64String("ann:hunter2"u8) : words is { } form && form["username"] == "ann" && form["password"] == "hunter2";
        var isOffline = request.Method == "GET" ? words.GetValueOrDefault("offline_token") == "true" : words.GetValueOrDefault("access_type") == "offline";
        return !isKnown ? new(HttpStatusCode.Unauthorized) : Give(isOffline);
    }

    private ScriptedResponse Refresh(string token)
    {
        if (token != $"refresh-{_given}")
            return ScriptedResponse.Text(HttpStatusCode.BadRequest, """{"error":"invalid_grant"}""");
        _grants.Enqueue($"refresh_token {token}");
        return Give(isOffline: true);
    }

    private ScriptedResponse Give(bool isOffline) => ScriptedResponse.Text(
        HttpStatusCode.OK, $$"""{"access_token":"good","expires_in":300{{(isOffline ? $",\"refresh_token\":\"refresh-{Interlocked.Increment(ref _given)}\"" : "")}}}""");

    private static Dictionary<string, string> Words(string text) => text.Split('&').Select(static pair => pair.Split('=', 2)).GroupBy(static pair => pair[0])
        .ToDictionary(static pair => pair.Key, static pair => Uri.UnescapeDataString(pair.First()[1]));
}
