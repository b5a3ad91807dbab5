// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;

namespace Slipway.Modules;

/// <summary>Signs licenses with a private key.</summary>
public sealed class LicenseIssuer : IDisposable
{
    private readonly ECDsa _key;

    private LicenseIssuer(string keyId, ECDsa key) => (KeyId, _key) = (keyId, key);

    /// <summary>The name under which others trust the key.</summary>
    public string KeyId { get; }

    /// <summary>Whether a text can name a key: at most 64 letters, digits, dashes and underscores.</summary>
    public static bool IsKeyId(string text) => text.Length is > 0 and <= 64 && text.All(static character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');

    /// <summary>An issuer with a new key.</summary>
    public static LicenseIssuer Create(string keyId) => new(keyId, ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>An issuer with the private key of a PEM text.</summary>
    /// <exception cref="ArgumentException">The text holds no such key.</exception>
    public static LicenseIssuer FromPem(string keyId, string pem)
    {
        var key = ECDsa.Create();
        key.ImportFromPem(pem);
        return new(keyId, key);
    }

    /// <summary>The private key as PEM (PKCS #8).</summary>
    public string ExportPrivateKey() => _key.ExportPkcs8PrivateKeyPem() + "\n";

    /// <summary>The public key as PEM.</summary>
    public string ExportPublicKey() => _key.ExportSubjectPublicKeyInfoPem() + "\n";

    /// <summary>Writes a license.</summary>
    public string Issue(LicenseClaims claims)
    {
        var signed = LicenseText.SignedPart(claims with { Kid = KeyId });
        var signature = _key.SignData(System.Text.Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return $"{signed}.{StrictBase64Url.Encode(signature)}";
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();
}
