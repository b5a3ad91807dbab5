// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;

namespace Slipway.Modules;

/// <summary>
/// Checks licenses against the issuers that an installation trusts: the public keys <c>&lt;key id&gt;.pem</c> of a folder. Where it is for
/// development, a key that begins with <c>TEST-</c> passes too; nowhere else does it.
/// </summary>
public sealed class LicenseVerifier(string issuersFolder, bool acceptsTestLicenses, TimeProvider time)
{
    private const string TestPrefix = "TEST-";

    /// <summary>Checks a license for a module.</summary>
    public LicenseVerdict Verify(string license, LicenseSubject subject)
    {
        if (license.StartsWith(TestPrefix, StringComparison.Ordinal) && license.Length is >= 10 and <= 500)
        {
            return acceptsTestLicenses
                ? new(LicenseStatus.Test, "A test license, accepted because this installation is for development.")
                : new(LicenseStatus.UntrustedIssuer, "A test license; this installation is not for development. Ask the module's publisher for a license.");
        }
        if (LicenseText.TryParse(license) is not { } text)
            return new(LicenseStatus.Malformed, "The license is not one: expected 'lic1.<claims>.<signature>'.");
        using var key = FindKey(text.Claims.Kid);
        if (key is null)
            return new(LicenseStatus.UntrustedIssuer, $"The license is signed by '{Shown(text.Claims.Kid)}', which is not trusted here. Put the issuer's public key into '{issuersFolder}' as '<key id>.pem'.");
        if (!key.VerifyData(text.SignedBytes, text.Signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation))
            return new(LicenseStatus.BadSignature, $"The license's signature is not that of '{Shown(text.Claims.Kid)}'.");
        return Judge(text.Claims, subject);
    }

    private LicenseVerdict Judge(LicenseClaims claims, LicenseSubject subject)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        if (now < claims.NotBefore)
            return new(LicenseStatus.NotYetValid, $"The license '{claims.Id}' is good from {Day(claims.NotBefore)}.", claims);
        if (now >= claims.Expires)
            return new(LicenseStatus.Expired, $"The license '{claims.Id}' expired on {Day(claims.Expires)}.", claims);
        if (claims.Module != subject.Module)
            return new(LicenseStatus.WrongModule, $"The license '{claims.Id}' is for the module '{claims.Module}', not for '{subject.Module}'.", claims);
        if (claims.Repository is { } repository && repository != subject.Image.Name && repository != subject.Image.Repository.ToString())
            return new(LicenseStatus.WrongRepository, $"The license '{claims.Id}' is for images of '{repository}', not of '{subject.Image.Name}'.", claims);
        return Covers(claims.Versions, subject.Version)
            ? new(LicenseStatus.Valid, $"The license '{claims.Id}' of {claims.Customer} is good until {Day(claims.Expires)}.", claims)
            : new(LicenseStatus.WrongVersion, $"The license '{claims.Id}' is for versions {claims.Versions}, not for {subject.Version}.", claims);
    }

    private static bool Covers(string versions, string version) =>
        versions == "*" || versions == version || (versions.EndsWith(".*", StringComparison.Ordinal) && version.StartsWith(versions[..^1], StringComparison.Ordinal));

    private static string Day(long seconds) =>
        DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(seconds, 0, DateTimeOffset.MaxValue.ToUnixTimeSeconds())).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    // A key id is a word from a license that nobody vouches for yet: it must not become a path.
    private ECDsa? FindKey(string keyId)
    {
        if (!LicenseIssuer.IsKeyId(keyId))
            return null;
        var path = Path.Combine(issuersFolder, keyId + ".pem");
        if (!File.Exists(path))
            return null;
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(path));
            return key;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new IOException($"'{path}' does not hold the public key of an issuer: {e.Message}", e);
        }
    }

    private static string Shown(string keyId) => LicenseIssuer.IsKeyId(keyId) ? keyId : "an unreadable key id";
}
