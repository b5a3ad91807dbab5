// SPDX-License-Identifier: Apache-2.0
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>
/// Who may do what. Without users: anyone pulls, and who holds the push token does everything. With users: each of them does everything, and
/// others what <see cref="RegistryOptions.Anonymous"/> says. Logins come as Basic with any request, or are exchanged for a token first.
/// </summary>
internal sealed class RegistryAccess(string? pushToken, Htpasswd? users, AnonymousAccess anonymous, TokenSigner signer, TimeProvider time) : IDisposable
{
    private const string Issuer = "slipway-registry";

    // Clocks of replicas may differ a little.
    private static readonly TimeSpan Leeway = TimeSpan.FromSeconds(60);

    /// <summary>How long a token lasts.</summary>
    public static TimeSpan TokenLifetime { get; } = TimeSpan.FromMinutes(5);

    /// <summary>What tokens are made for; clients send it back.</summary>
    public const string Service = Issuer;

    /// <summary>The grant of a request with this Authorization header; null for a wrong login, or a token that isn't good (any more).</summary>
    public async Task<Grant?> AuthenticateAsync(string? authorization, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(authorization))
            return Grant.Anonymous;
        if (!AuthenticationHeaderValue.TryParse(authorization, out var header) || header.Parameter is not { Length: > 0 } parameter)
            return null;
        if (header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
            return IsPushToken(parameter) ? new(Principal.TokenHolder, null) : ReadToken(parameter);
        if (!header.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase) || !TryDecode(parameter, out var user, out var password))
            return null;
        return await LogInAsync(user, password, cancellationToken) is { } principal ? new(principal, null) : null;
    }

    /// <summary>Who logs in with a name and a password; null for nobody we know.</summary>
    public async Task<Principal?> LogInAsync(string user, string password, CancellationToken cancellationToken)
    {
        if (IsPushToken(password))
            return Principal.TokenHolder;
        return users is not null && await users.VerifyAsync(user, password, cancellationToken) ? new(PrincipalKind.User, user) : null;
    }

    /// <summary>What a principal may do.</summary>
    /// <param name="principal">Who.</param>
    /// <param name="repository">Where; null for the catalog.</param>
    public RegistryAction Allowed(Principal principal, RepositoryName? repository) => principal.Kind switch
    {
        PrincipalKind.User or PrincipalKind.TokenHolder => repository is null ? RegistryAction.Pull : RegistryAction.All,
        _ => anonymous == AnonymousAccess.Pull ? RegistryAction.Pull : RegistryAction.None,
    };

    /// <summary>Whether a request may do something.</summary>
    /// <param name="grant">The request's grant.</param>
    /// <param name="repository">Where; null for the catalog.</param>
    /// <param name="action">What.</param>
    public bool Allows(Grant grant, RepositoryName? repository, RegistryAction action) =>
        (Allowed(grant.Principal, repository) & action) == action
        && (grant.Token is null || grant.Token.Allows(repository, action) || AllowsAnonymously(repository, action));

    /// <summary>Makes a token that carries what is asked for and allowed.</summary>
    public TokenAnswer MakeToken(Principal principal, IEnumerable<Scope> scopes)
    {
        var now = time.GetUtcNow();
        var token = signer.Sign(new()
        {
            Issuer = Issuer,
            Audience = Service,
            Subject = principal.Name,
            Kind = principal.Kind,
            PasswordMark = principal.Kind == PrincipalKind.User ? users?.PasswordMark(principal.Name) : null,
            IssuedAt = now.ToUnixTimeSeconds(),
            NotBefore = now.ToUnixTimeSeconds(),
            Expires = (now + TokenLifetime).ToUnixTimeSeconds(),
            Access = [.. scopes.Select(scope => Intersect(principal, scope)).OfType<TokenAccess>()],
        });
        return new() { Token = token, AccessToken = token, ExpiresIn = (int)TokenLifetime.TotalSeconds, IssuedAt = now };
    }

    /// <summary>Ends the reading of users.</summary>
    public void Dispose() => users?.Dispose();

    private bool AllowsAnonymously(RepositoryName? repository, RegistryAction action) => (Allowed(Principal.Anonymous, repository) & action) == action;

    private TokenAccess? Intersect(Principal principal, Scope scope)
    {
        var granted = scope.Actions & Allowed(principal, scope.Repository);
        if (granted == RegistryAction.None)
            return null;
        return scope.Repository is { } repository
            ? new("repository", repository.ToString(), [.. Scope.Names(granted)])
            : new("registry", "catalog", ["*"]);
    }

    private Grant? ReadToken(string text)
    {
        if (signer.Read(text) is not { Issuer: Issuer, Audience: Service } claims)
            return null;
        var now = time.GetUtcNow();
        var isTimely = now <= DateTimeOffset.FromUnixTimeSeconds(claims.Expires) + Leeway && now >= DateTimeOffset.FromUnixTimeSeconds(claims.NotBefore) - Leeway;
        if (!isTimely || !IsCurrent(claims))
            return null;
        var principal = new Principal(claims.Kind, claims.Subject);
        var repositories = new Dictionary<RepositoryName, RegistryAction>();
        foreach (var access in claims.Access.Where(static access => access.Type == "repository"))
        {
            var name = RepositoryName.Parse(access.Name);
            repositories[name] = repositories.GetValueOrDefault(name) | Scope.ParseActions(string.Join(',', access.Actions));
        }
        return new(principal, new()
        {
            Principal = principal,
            Repositories = repositories,
            AllowsCatalog = claims.Access.Any(static access => access is { Type: "registry", Name: "catalog" }),
        });
    }

    // A user who is gone, or has another password, has no token either; nor has who held a push token that is off.
    private bool IsCurrent(TokenClaims claims) => claims.Kind switch
    {
        PrincipalKind.User => users is not null && claims.PasswordMark is not null && users.PasswordMark(claims.Subject) == claims.PasswordMark,
        PrincipalKind.TokenHolder => pushToken is not null,
        _ => true,
    };

    private bool IsPushToken(string text) =>
        pushToken is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetBytes(pushToken));

    private static bool TryDecode(string parameter, out string user, out string password)
    {
        (user, password) = ("", "");
        var bytes = new byte[parameter.Length];
        if (!Convert.TryFromBase64String(parameter, bytes, out var length))
            return false;
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return false;
        (user, password) = (text[..colon], text[(colon + 1)..]);
        return true;
    }
}
