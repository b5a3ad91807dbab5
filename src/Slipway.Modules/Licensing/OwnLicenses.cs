// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Modules;

/// <summary>
/// Licenses that an installation gives to modules of its owner's own making: the owner's key is made on first use (<c>own-issuer.key</c>, mode 0600)
/// and trusted as any other issuer's is.
/// </summary>
public static class OwnLicenses
{
    private const string KeyId = "own-issuer";
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);

    /// <summary>A license for a module of one version, whose image comes from one repository.</summary>
    /// <param name="home">The installation.</param>
    /// <param name="subject">The module.</param>
    /// <param name="time">The clock.</param>
    public static string Issue(SlipwayHome home, LicenseSubject subject, TimeProvider time)
    {
        using var issuer = Open(home);
        var now = time.GetUtcNow();
        return issuer.Issue(new()
        {
            Kid = KeyId,
            Id = Guid.NewGuid().ToString("N"),
            Customer = "the owner of this installation",
            Module = subject.Module,
            Repository = subject.Image.Name,
            Versions = subject.Version,
            NotBefore = now.AddMinutes(-1).ToUnixTimeSeconds(),
            Expires = (now + Lifetime).ToUnixTimeSeconds(),
        });
    }

    private static LicenseIssuer Open(SlipwayHome home)
    {
        var (secret, trusted) = (Path.Combine(home.Modules, KeyId + ".key"), Path.Combine(home.Modules, "issuers", KeyId + ".pem"));
        if (!File.Exists(secret))
        {
            Directory.CreateDirectory(home.Modules);
            using var made = LicenseIssuer.Create(KeyId);
            SecretFile.Create(secret, made.ExportPrivateKey());
        }
        var issuer = LicenseIssuer.FromPem(KeyId, File.ReadAllText(secret));
        if (!File.Exists(trusted))
            AtomicFile.Write(trusted, System.Text.Encoding.ASCII.GetBytes(issuer.ExportPublicKey()));
        return issuer;
    }
}
