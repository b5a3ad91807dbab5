// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>
/// Who may do what: by the rules, which are asked with each request; by a key's own rights; and everything for who holds the push token. Logins come as
/// Basic with any request, or are exchanged for a token first.
/// </summary>
internal sealed class RegistryAccess(Logins logins, IAccessRules rules, MirrorTable mirrors, TokenSigner signer, TimeProvider time) : IDisposable
{
    private const string Issuer = "slipway-registry";

    // Not the audience of requests: what renews tokens opens nothing by itself.
    private const string Renewal = Issuer + "/token";

    // Clocks of replicas may differ a little.
    private static readonly TimeSpan Leeway = TimeSpan.FromSeconds(60);

    /// <summary>How long a token lasts.</summary>
    public static TimeSpan TokenLifetime { get; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a login may be renewed without its password.</summary>
    public static TimeSpan RenewalLifetime { get; } = TimeSpan.FromDays(90);

    /// <summary>What tokens are made for; clients send it back.</summary>
    public const string Service = Issuer;

    /// <summary>The grant of a request with this Authorization header; null for a wrong login, or a token that isn't good (any more).</summary>
    /// <param name="authorization">The header.</param>
    /// <param name="address">Where it comes from.</param>
    /// <param name="cancellationToken">The client is gone.</param>
    /// <exception cref="OciException">TOOMANYREQUESTS.</exception>
    public async Task<Grant?> AuthenticateAsync(string? authorization, IPAddress? address, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(authorization))
            return Grant.Anonymous;
        if (!AuthenticationHeaderValue.TryParse(authorization, out var header) || header.Parameter is not { Length: > 0 } parameter)
            return null;
        if (header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
            return logins.FindHolder(parameter) is { } holder ? new(holder, null) : ReadToken(parameter);
        if (!header.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase) || !TryDecode(parameter, out var user, out var password))
            return null;
        return await logins.LogInAsync(user, password, address, cancellationToken) is { } principal ? new(principal, null) : null;
    }

    /// <summary>Who logs in with a name and a password; null for nobody we know.</summary>
    /// <exception cref="OciException">TOOMANYREQUESTS.</exception>
    public Task<Principal?> LogInAsync(string user, string password, IPAddress? address, CancellationToken cancellationToken) =>
        logins.LogInAsync(user, password, address, cancellationToken);

    /// <summary>What a principal may do.</summary>
    /// <param name="principal">Who.</param>
    /// <param name="repository">Where; null for the catalog, in which each sees what they may pull.</param>
    public RegistryAction Allowed(Principal principal, RepositoryName? repository)
    {
        var allowed = principal.Kind switch
        {
            PrincipalKind.TokenHolder => RegistryAction.All,
            PrincipalKind.Key => OfKey(principal.Key!, repository),
            PrincipalKind.User => rules.Current.Allowed(principal.Name, repository),
            _ => OfAnyone(repository),
        };
        return repository is null ? allowed & RegistryAction.Pull : allowed;
    }

    /// <summary>Whether a request may do something.</summary>
    /// <param name="grant">The request's grant.</param>
    /// <param name="repository">Where; null for the catalog.</param>
    /// <param name="action">What.</param>
    public bool Allows(Grant grant, RepositoryName? repository, RegistryAction action) =>
        (Allowed(grant.Principal, repository) & action) == action
        && (grant.Token is null || grant.Token.Allows(repository, action) || AllowsAnonymously(repository, action));

    /// <summary>Whether a repository is shown in the catalog that a request may see.</summary>
    public bool MayList(Grant grant, RepositoryName repository) => AllowsAnonymously(repository, RegistryAction.Pull)
        || (grant.Token is null or { AllowsCatalog: true } && Allowed(grant.Principal, repository).HasFlag(RegistryAction.Pull));

    /// <summary>Makes a token that carries what is asked for and allowed.</summary>
    public TokenAnswer MakeToken(Principal principal, IEnumerable<Scope> scopes)
    {
        var now = time.GetUtcNow();
        var token = Sign(principal, Service, now, TokenLifetime, [.. scopes.Select(scope => Intersect(principal, scope)).OfType<TokenAccess>()]);
        return new() { Token = token, AccessToken = token, ExpiresIn = (int)TokenLifetime.TotalSeconds, IssuedAt = now };
    }

    /// <summary>Makes what a client keeps in place of a password, and tokens are made for; null for who has no login. A changed password and a revoked key end it.</summary>
    public string? MakeRefreshToken(Principal principal) => principal.Kind == PrincipalKind.Anonymous ? null : Sign(principal, Renewal, time.GetUtcNow(), RenewalLifetime, []);

    /// <summary>Whom a refresh token stands for; null where it isn't one, or isn't good any more.</summary>
    public Principal? Renew(string refreshToken) =>
        signer.Read(refreshToken) is { Issuer: Issuer, Audience: Renewal } claims && IsTimely(claims) ? logins.FindSubject(claims) : null;

    /// <summary>Ends the reading of users.</summary>
    public void Dispose() => logins.Dispose();

    // A key may also do what anyone may.
    private RegistryAction OfKey(ApiKey key, RepositoryName? repository)
    {
        var own = repository is null || key.Repositories.Any(pattern => pattern.Matches(repository.Value.ToString())) ? key.Allow : RegistryAction.None;
        return own | OfAnyone(repository);
    }

    // What a mirrored registry shows to us as somebody isn't for everybody.
    private RegistryAction OfAnyone(RepositoryName? repository) => mirrors.IsClosed(repository) ? RegistryAction.None : rules.Current.Allowed(null, repository);

    private bool AllowsAnonymously(RepositoryName? repository, RegistryAction action) => (Allowed(Principal.Anonymous, repository) & action) == action;

    private string Sign(Principal principal, string audience, DateTimeOffset now, TimeSpan lifetime, IReadOnlyList<TokenAccess> access) => signer.Sign(new()
    {
        Issuer = Issuer,
        Audience = audience,
        Subject = principal.Subject,
        Kind = principal.Kind,
        PasswordMark = logins.PasswordMark(principal),
        IssuedAt = now.ToUnixTimeSeconds(),
        NotBefore = now.ToUnixTimeSeconds(),
        Expires = (now + lifetime).ToUnixTimeSeconds(),
        Access = access,
    });

    private bool IsTimely(TokenClaims claims)
    {
        var now = time.GetUtcNow();
        return now <= DateTimeOffset.FromUnixTimeSeconds(claims.Expires) + Leeway && now >= DateTimeOffset.FromUnixTimeSeconds(claims.NotBefore) - Leeway;
    }

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
        if (!IsTimely(claims) || logins.FindSubject(claims) is not { } principal)
            return null;
        var repositories = new Dictionary<RepositoryName, RegistryAction>();
        foreach (var access in claims.Access.Where(static access => access.Type == "repository"))
        {
            var name = RepositoryName.Parse(access.Name);
            repositories[name] = repositories.GetValueOrDefault(name) | Scope.ParseNames(access.Actions);
        }
        return new(principal, new()
        {
            Principal = principal,
            Repositories = repositories,
            AllowsCatalog = claims.Access.Any(static access => access is { Type: "registry", Name: "catalog" }),
        });
    }

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
