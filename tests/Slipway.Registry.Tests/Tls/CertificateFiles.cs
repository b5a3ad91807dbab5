// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Slipway.TestKit;

namespace Slipway.Registry.Tests;

/// <summary>Certificates in files, as an administrator brings them.</summary>
internal static class CertificateFiles
{
    public static TlsOptions Write(TempFolder folder, string subject, DateTimeOffset? notAfter = null)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={subject}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var until = notAfter ?? TimeProvider.System.GetUtcNow().AddDays(30);
        using var certificate = request.CreateSelfSigned(until.AddDays(-60), until);
        folder.Write("server.key", key.ExportRSAPrivateKeyPem() + "\n");
        folder.Write("server.crt", certificate.ExportCertificatePem() + "\n");
        return new() { CertificateFile = folder["server.crt"], KeyFile = folder["server.key"] };
    }
}
