// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Slipway.Registry;

/// <summary>A key as it is written, <c>slipway_</c>, its id, <c>_</c> and its secret: 256 random bits, so that a plain digest of it keeps it safe.</summary>
/// <param name="Id">Which key it is.</param>
/// <param name="Secret">What makes it open something.</param>
internal readonly record struct ApiKeyText(string Id, string Secret)
{
    private const string Prefix = "slipway_";
    private const int IdLength = 16;
    private const int SecretLength = 43;

    /// <summary>A new one.</summary>
    public static ApiKeyText Make() => new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdLength / 2)), Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));

    /// <summary>Whether a text has the form of one; it may be nobody's.</summary>
    public static bool TryParse(string text, out ApiKeyText key)
    {
        key = default;
        if (text.Length != Prefix.Length + IdLength + 1 + SecretLength || !text.StartsWith(Prefix, StringComparison.Ordinal) || text[Prefix.Length + IdLength] != '_')
            return false;
        key = new(text.Substring(Prefix.Length, IdLength), text[^SecretLength..]);
        return true;
    }

    /// <summary>What is kept of it.</summary>
    public byte[] Hash() => SHA256.HashData(Encoding.UTF8.GetBytes(ToString()));

    /// <summary>As it is written.</summary>
    public override string ToString() => $"{Prefix}{Id}_{Secret}";
}
