// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Slipway.Registry;

/// <summary>Finds out who somebody is: by the push token, an API key, or a user's password.</summary>
internal sealed class Logins : IDisposable
{
    private string? _pushTokenMark;

    /// <summary>The token that lets in whoever has it; null for none.</summary>
    public required string? PushToken { get; init; }

    /// <summary>The users; null for none.</summary>
    public required Htpasswd? Users { get; init; }

    /// <summary>The keys, and the log of who was refused.</summary>
    public required RegistryStorage Storage { get; init; }

    /// <summary>What slows down who guesses.</summary>
    public required LoginThrottle Throttle { get; init; }

    /// <summary>Who else is told of refusals.</summary>
    public required IRegistryAudit Audit { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILogger<Logins> Log { get; init; }

    /// <summary>Who logs in with a name and a password; null for nobody we know.</summary>
    /// <exception cref="OciException">TOOMANYREQUESTS: too many wrong ones came from there.</exception>
    public async Task<Principal?> LogInAsync(string user, string password, IPAddress? address, CancellationToken cancellationToken)
    {
        if (Throttle.FindWait(address, user) is { } wait)
            throw OciException.TooManyLogins(wait);
        var principal = FindHolder(password) ?? (Users is not null && await Users.VerifyAsync(user, password, cancellationToken) ? new(PrincipalKind.User, user) : null);
        if (principal is not null)
        {
            Throttle.Succeed(address, user);
            return principal;
        }
        Throttle.Fail(address, user);
        // A name that nobody has may be a password, typed into the wrong field.
        var known = Users?.PasswordMark(user) is null ? null : user;
        Registry.Log.LoginRefused(Log, address?.ToString(), known ?? "(a name that is nobody's)");
        var refusal = new RegistryEvent { Kind = RegistryEventKind.RefuseLogin, Time = Time.GetUtcNow(), By = known, Address = address?.ToString(), Refusal = known is null ? "no such user" : "another password" };
        await Storage.Audit.AddAsync(refusal, cancellationToken);
        Audit.Record(refusal);
        return null;
    }

    /// <summary>Who a secret lets in that needs no name: the push token, or a key. Null for neither; both are too long to be guessed.</summary>
    public Principal? FindHolder(string secret)
    {
        if (PushToken is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(PushToken)))
            return Principal.TokenHolder;
        return Storage.Keys.Verify(secret) is { } key ? Principal.Of(key) : null;
    }

    /// <summary>What a token keeps of a principal's password; null where it has none.</summary>
    public string? PasswordMark(Principal principal) => principal.Kind switch
    {
        PrincipalKind.User => Users?.PasswordMark(principal.Name),
        PrincipalKind.TokenHolder => _pushTokenMark ??= PushToken is null ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(PushToken)).AsSpan(0, 8)),
        _ => null,
    };

    /// <summary>
    /// Whom a token is for, if that is still so: a user who is gone or has another password, a key that was revoked, and who held a push token that is off
    /// or another by now have no token either.
    /// </summary>
    public Principal? FindSubject(TokenClaims claims) => claims.Kind switch
    {
        PrincipalKind.User => claims.PasswordMark is not null && Users?.PasswordMark(claims.Subject) == claims.PasswordMark ? new(PrincipalKind.User, claims.Subject) : null,
        PrincipalKind.TokenHolder => claims.PasswordMark is not null && PasswordMark(Principal.TokenHolder) == claims.PasswordMark ? Principal.TokenHolder : null,
        PrincipalKind.Key => Storage.Keys.FindGood(claims.Subject) is { } key ? Principal.Of(key) : null,
        _ => Principal.Anonymous,
    };

    /// <summary>Ends the reading of users.</summary>
    public void Dispose() => Users?.Dispose();
}
