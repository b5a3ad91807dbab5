// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Slipway.Distribution;

/// <summary>
/// Shows a user to one registry: nobody at first; after a challenge by Basic, or by a token that is got for each set of scopes once and
/// kept until shortly before it expires (distribution, token.md and oauth.md).
/// </summary>
internal sealed class RegistryAuthenticator(
    GuardedHttp http, RegistryHost host, Func<CancellationToken, Task<RegistryCredential?>> findCredential, RegistryClientOptions options) : IDisposable
{
    private const string ClientId = "slipway";
    private const int MaxTokenSize = 1024 * 1024;
    private readonly ConcurrentDictionary<string, Token> _tokens = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _asking = new(1);
    private Challenge? _challenge;
    private RegistryCredential? _credential;
    private bool _hasLooked;

    /// <summary>Whether the registry has asked who we are.</summary>
    public bool HasBeenChallenged => _challenge is not null;

    /// <summary>A refresh token that the token server gave for the password, or in place of another; null where it gave none.</summary>
    public string? RefreshToken { get; private set; }

    /// <summary>What to send with a request for <paramref name="scopes"/>; null before the registry has asked who we are.</summary>
    public async Task<AuthenticationHeaderValue?> AuthoriseAsync(IReadOnlyList<string> scopes, CancellationToken cancellationToken) =>
        _challenge is { } known ? await AnswerAsync(known, scopes, cancellationToken).ConfigureAwait(false) : null;

    /// <summary>What to send after the registry asked who we are; null where nothing better than <paramref name="refused"/> is known.</summary>
    public async Task<AuthenticationHeaderValue?> AnswerAsync(
        Challenge challenge, IReadOnlyList<string> scopes, AuthenticationHeaderValue? refused, CancellationToken cancellationToken)
    {
        _challenge = challenge;
        var wanted = challenge.IsBearer ? [.. scopes.Union(challenge.Scopes, StringComparer.Ordinal)] : scopes;
        if (refused is { Scheme: "Bearer" })
            Forget(refused.Parameter);
        var answer = await AnswerAsync(challenge, wanted, cancellationToken).ConfigureAwait(false);
        if (answer is { Scheme: "Bearer" })
            _tokens[Key(scopes)] = _tokens[Key(wanted)];
        return answer is null || (answer.Scheme == refused?.Scheme && answer.Parameter == refused.Parameter) ? null : answer;
    }

    public void Dispose() => _asking.Dispose();

    private async Task<AuthenticationHeaderValue?> AnswerAsync(Challenge challenge, IReadOnlyList<string> scopes, CancellationToken cancellationToken)
    {
        var key = Key(scopes);
        if (challenge.IsBearer && FindToken(key) is { } cached)
            return new("Bearer", cached);
        await _asking.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_hasLooked)
                (_credential, _hasLooked) = (await findCredential(cancellationToken).ConfigureAwait(false), true);
            if (!challenge.IsBearer)
                return _credential?.Password is null ? null : Basic(_credential);
            if (FindToken(key) is { } fresh)
                return new("Bearer", fresh);
            var token = await RequestTokenAsync(challenge, scopes, cancellationToken).ConfigureAwait(false);
            _tokens[key] = token;
            return new("Bearer", token.Value);
        }
        finally
        {
            _asking.Release();
        }
    }

    private string? FindToken(string key) => _tokens.TryGetValue(key, out var token) && token.Expires > http.Options.Time.GetUtcNow() ? token.Value : null;

    private void Forget(string? value)
    {
        foreach (var (key, token) in _tokens)
        {
            if (token.Value == value)
                _tokens.TryRemove(key, out _);
        }
    }

    private static string Key(IReadOnlyList<string> scopes) => string.Join(' ', scopes.Order(StringComparer.Ordinal));

    private static AuthenticationHeaderValue Basic(RegistryCredential credential) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.Username}:{credential.Password}")));

    private async Task<Token> RequestTokenAsync(Challenge challenge, IReadOnlyList<string> scopes, CancellationToken cancellationToken)
    {
        var action = $"Cannot get a token for '{host.Registry}'";
        var realm = TokenRealm.Of(challenge.Realm, host, _credential, options.TokenHosts);
        Func<HttpRequestMessage> create = _credential?.IdentityToken is { } refresh
            ? () => ByForm(realm, challenge, scopes, new() { ["grant_type"] = "refresh_token", ["refresh_token"] = refresh })
            : () => ByGet(realm, challenge, scopes);
        try
        {
            var asked = http.Options.Time.GetUtcNow();
            var response = await http.SendAsync(create, host.Root, cancellationToken).ConfigureAwait(false);
            // A token server that knows OAuth 2 alone takes a password by POST (oauth.md).
            if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed && _credential is { Password: { } password })
            {
                response.Dispose();
                var grant = new Dictionary<string, string> { ["grant_type"] = "password", ["username"] = _credential.Username, ["password"] = password };
                if (options.RefreshTokens == RefreshTokens.AskedFor)
                    grant["access_type"] = "offline";
                response = await http.SendAsync(() => ByForm(realm, challenge, scopes, grant), host.Root, cancellationToken).ConfigureAwait(false);
            }
            if (_credential?.IdentityToken is not null && response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized)
                throw Expired(realm, response);
            if (!response.IsSuccessStatusCode)
                throw await RegistryAnswers.ToExceptionAsync(http, response, host.Registry, action, cancellationToken).ConfigureAwait(false);
            var body = await http.ReadBodyAsync(response, MaxTokenSize, cancellationToken).ConfigureAwait(false);
            var answer = JsonSerializer.Deserialize(body, DistributionJson.Default.TokenAnswer);
            var value = answer?.Token is { Length: > 0 } token ? token : answer?.AccessToken;
            if (string.IsNullOrEmpty(value))
                throw new RegistryException($"The token server '{RedactedUrl.Of(realm)}' of '{host.Registry}' answered without a token.") { Url = RedactedUrl.Of(realm) };
            if (answer!.RefreshToken is { Length: > 0 } next)
                KeepRefreshToken(next);
            // 60 s is what a token lives where its server doesn't say (token.md); a tenth is left for the way.
            var lifetime = TimeSpan.FromSeconds(Math.Max(answer.ExpiresIn ?? 60, 10));
            return new(value, asked + (lifetime * 0.9));
        }
        catch (JsonException e)
        {
            throw new RegistryException($"The token server '{RedactedUrl.Of(realm)}' of '{host.Registry}' answered with what is not a token: {e.Message}", e);
        }
        catch (RemoteException e) when (e is not RegistryException)
        {
            throw RegistryException.From(action, e);
        }
    }

    // A server may let each be used once.
    private void KeepRefreshToken(string next)
    {
        RefreshToken = next;
        if (_credential?.IdentityToken is not null)
            _credential = RegistryCredential.FromIdentityToken(next, _credential.Username);
    }

    // By OAuth 2 a refresh token that is no longer taken is answered with 400 (RFC 6749, 5.2).
    private RegistryException Expired(Uri realm, HttpResponseMessage response)
    {
        using (response)
        {
            return new($"Cannot get a token for '{host.Registry}': '{RedactedUrl.Of(realm)}' no longer takes the identity token that is kept for it ({(int)response.StatusCode}). "
                + $"Log in again with 'slipway login {host.Registry}'.")
            {
                StatusCode = HttpStatusCode.Unauthorized,
                Url = RedactedUrl.Of(realm),
            };
        }
    }

    private HttpRequestMessage ByGet(Uri realm, Challenge challenge, IReadOnlyList<string> scopes)
    {
        var query = new List<string> { $"client_id={ClientId}" };
        if (challenge.Service is { } service)
            query.Add($"service={Uri.EscapeDataString(service)}");
        query.AddRange(scopes.Select(static scope => $"scope={Uri.EscapeDataString(scope)}"));
        if (_credential is { Username.Length: > 0 })
            query.Add($"account={Uri.EscapeDataString(_credential.Username)}");
        if (_credential?.Password is not null && options.RefreshTokens == RefreshTokens.AskedFor)
            query.Add("offline_token=true");
        var separator = realm.Query.Length > 1 ? '&' : '?';
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(realm.GetLeftPart(UriPartial.Query) + separator + string.Join('&', query)));
        if (_credential?.Password is not null)
            request.Headers.Authorization = Basic(_credential);
        return request;
    }

    private static HttpRequestMessage ByForm(Uri realm, Challenge challenge, IReadOnlyList<string> scopes, Dictionary<string, string> grant) =>
        new(HttpMethod.Post, realm)
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>(grant)
            {
                ["service"] = challenge.Service ?? "",
                ["client_id"] = ClientId,
                ["scope"] = string.Join(' ', scopes),
            }),
        };

    private readonly record struct Token(string Value, DateTimeOffset Expires);
}
