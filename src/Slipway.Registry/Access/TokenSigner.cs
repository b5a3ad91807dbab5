// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Slipway.Registry;

/// <summary>
/// Makes and checks tokens: JSON web tokens signed by HMAC-SHA256 with a key that this installation made for itself. There is one header that
/// is accepted, byte for byte, so that no token chooses how it is checked.
/// </summary>
internal sealed class TokenSigner(byte[] key)
{
    private const int MaxLength = 64 * 1024;
    private static readonly string Header = Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8);

    /// <summary>Writes a token.</summary>
    public string Sign(TokenClaims claims)
    {
        var payload = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(claims, RegistryJson.Relaxed.TokenClaims));
        return $"{Header}.{payload}.{Base64Url.EncodeToString(Mac($"{Header}.{payload}"))}";
    }

    /// <summary>What a token says, if it is one that we signed; it may be too old. Null for anything else.</summary>
    public TokenClaims? Read(string token)
    {
        if (token.Length > MaxLength || token.Split('.') is not [var header, var payload, var signature] || header != Header)
            return null;
        try
        {
            return CryptographicOperations.FixedTimeEquals(Base64Url.DecodeFromChars(signature), Mac($"{header}.{payload}"))
                ? JsonSerializer.Deserialize(Base64Url.DecodeFromChars(payload), RegistryJson.Relaxed.TokenClaims)
                : null;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }

    private byte[] Mac(string text) => HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(text));
}
