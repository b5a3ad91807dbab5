// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Slipway.Modules;

/// <summary>
/// Makes and checks the tokens of the module API: JSON Web Tokens (RFC 7519) under HMAC-SHA-256 with the key of this installation. The
/// algorithm is this class's, never the token's.
/// </summary>
public sealed class AccessTokens
{
    /// <summary>The longest token that is read, in characters.</summary>
    public const int MaxLength = 4096;

    /// <summary>The longest a token may live: 365 days.</summary>
    public static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(365);

    private const int KeyLength = 32;
    private const string Issuer = "slipway";
    private const string AccessType = "access";
    private static readonly string Header = StrictBase64Url.Encode("""{"alg":"HS256","typ":"JWT"}"""u8);
    private readonly byte[] _key;
    private readonly TimeProvider _time;

    /// <summary>Tokens under a key of at least 32 bytes.</summary>
    /// <exception cref="ArgumentException">The key is shorter.</exception>
    public AccessTokens(ReadOnlySpan<byte> key, TimeProvider time)
    {
        if (key.Length < KeyLength)
            throw new ArgumentException($"A token key has at least {KeyLength} bytes, got {key.Length}.", nameof(key));
        (_key, _time) = (key.ToArray(), time);
    }

    /// <summary>Tokens under the key of an installation, <c>token.key</c> in the folder of modules; a random one is made (mode 0600) where there is none.</summary>
    /// <exception cref="IOException">The file holds no key, or others may read it.</exception>
    public static AccessTokens Open(string modulesFolder, TimeProvider time) =>
        new(SecretFile.ReadOrCreate(Path.Combine(modulesFolder, "token.key"), KeyLength), time);

    /// <summary>Makes a token.</summary>
    /// <param name="email">Whom it is for.</param>
    /// <param name="role">What the holder may do.</param>
    /// <param name="lifetime">How long it is good: more than nothing, at most <see cref="MaxLifetime"/>.</param>
    public string Create(string email, AccessRole role, TimeSpan lifetime)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lifetime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lifetime, MaxLifetime);
        var now = _time.GetUtcNow();
        var claims = new TokenClaims
        {
            UserId = email,
            Email = email,
            Role = role.ToWord(),
            Type = AccessType,
            Iss = Issuer,
            Jti = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
            Iat = now.ToUnixTimeSeconds(),
            Exp = (now + lifetime).ToUnixTimeSeconds(),
        };
        var signed = $"{Header}.{StrictBase64Url.Encode(JsonSerializer.SerializeToUtf8Bytes(claims, ModulesJson.Default.TokenClaims))}";
        return $"{signed}.{StrictBase64Url.Encode(Sign(signed))}";
    }

    /// <summary>Checks a token; null unless it is ours, whole, an access token, and good now.</summary>
    public AccessIdentity? Verify(string token)
    {
        if (token.Length > MaxLength || token.Split('.') is not [var header, var payload, var signature] || header != Header)
            return null;
        var given = StrictBase64Url.TryDecode(signature);
        if (given is null || !CryptographicOperations.FixedTimeEquals(given, Sign($"{header}.{payload}")))
            return null;
        var claims = Read(StrictBase64Url.TryDecode(payload));
        if (claims is not { Type: AccessType, Iss: Issuer } || !AccessRoles.TryParse(claims.Role, out var role))
            return null;
        var expires = DateTimeOffset.FromUnixTimeSeconds(claims.Exp);
        return _time.GetUtcNow() < expires ? new(claims.UserId, claims.Email, role, claims.Jti, expires) : null;
    }

    private static TokenClaims? Read(byte[]? payload)
    {
        try
        {
            return payload is null ? null : JsonSerializer.Deserialize(payload, ModulesJson.Default.TokenClaims);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private byte[] Sign(string text) => HMACSHA256.HashData(_key, Encoding.ASCII.GetBytes(text));
}
