// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>
/// A certificate for trying: made by an authority of this installation's own, whose certificate clients are told to trust. The authority stays the
/// same from start to start, and the certificate until it is about to expire or other names are asked for.
/// </summary>
public sealed class GeneratedCertificate
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private static readonly TimeSpan AuthorityLifetime = TimeSpan.FromDays(3650);

    // What browsers and Go's clients take at most of an authority of one's own.
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);
    private static readonly TimeSpan RenewedBefore = TimeSpan.FromDays(30);
    private readonly string _folder;

    private GeneratedCertificate(string folder) => _folder = folder;

    /// <summary>The certificate of the authority, in PEM: what clients are to trust.</summary>
    public string AuthorityFile => Path.Combine(_folder, "authority.crt");

    /// <summary>The certificate and its key.</summary>
    public TlsOptions Options => new() { CertificateFile = Path.Combine(_folder, "server.crt"), KeyFile = Path.Combine(_folder, "server.key") };

    private string AuthorityKeyFile => Path.Combine(_folder, "authority.key");

    /// <summary>A certificate of these names, made where there is none that will do.</summary>
    /// <param name="folder">Where it lies, with its authority; made with mode 0700 where it is missing.</param>
    /// <param name="hosts">The host names and IP addresses that clients know the server by; at least one.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="InvalidDataException">A file of the authority holds something else.</exception>
    public static GeneratedCertificate Prepare(string folder, IReadOnlyList<string> hosts, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfZero(hosts.Count);
        Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        var generated = new GeneratedCertificate(folder);
        var now = time.GetUtcNow();
        using var authority = generated.ReadAuthority(now) ?? generated.MakeAuthority(now);
        if (!generated.IsGood(authority, hosts, now))
            generated.Make(authority, hosts, now);
        return generated;
    }

    private X509Certificate2? ReadAuthority(DateTimeOffset now)
    {
        if (!File.Exists(AuthorityFile) || !File.Exists(AuthorityKeyFile))
            return null;
        try
        {
            var authority = X509Certificate2.CreateFromPemFile(AuthorityFile, AuthorityKeyFile);
            if (authority.NotAfter.ToUniversalTime() > (now + Lifetime).UtcDateTime)
                return authority;
            authority.Dispose();
            return null;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new InvalidDataException($"'{AuthorityFile}' and '{AuthorityKeyFile}' are no authority: {e.Message} Remove both, and another is made, which clients have to trust anew.", e);
        }
    }

    private X509Certificate2 MakeAuthority(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=Slipway authority of {Environment.MachineName}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var authority = request.CreateSelfSigned(now - TimeSpan.FromHours(1), now + AuthorityLifetime);
        WriteKey(AuthorityKeyFile, key);
        AtomicFile.Write(AuthorityFile, System.Text.Encoding.ASCII.GetBytes(authority.ExportCertificatePem() + "\n"));
        return authority;
    }

    private bool IsGood(X509Certificate2 authority, IReadOnlyList<string> hosts, DateTimeOffset now)
    {
        if (!File.Exists(Options.CertificateFile) || !File.Exists(Options.KeyFile))
            return false;
        try
        {
            using var certificate = X509Certificate2.CreateFromPemFile(Options.CertificateFile, Options.KeyFile);
            return certificate.NotAfter.ToUniversalTime() > (now + RenewedBefore).UtcDateTime
                && certificate.IssuerName.RawData.AsSpan().SequenceEqual(authority.SubjectName.RawData)
                && certificate.Extensions.OfType<X509AuthorityKeyIdentifierExtension>().SingleOrDefault()?.KeyIdentifier is { } issuer
                && authority.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Single().SubjectKeyIdentifierBytes.Span.SequenceEqual(issuer.Span)
                && hosts.All(host => certificate.MatchesHostname(host, allowWildcards: false, allowCommonName: false));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            // Half written, or somebody else's: made anew.
            return false;
        }
    }

    private void Make(X509Certificate2 authority, IReadOnlyList<string> hosts, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(new X500DistinguishedName($"CN=Slipway of {Environment.MachineName}"), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new(ServerAuthentication)], critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        request.CertificateExtensions.Add(Names(hosts));
        var serial = RandomNumberGenerator.GetBytes(16);
        // A positive number whose first byte isn't zero (RFC 5280, 4.1.2.2).
        serial[0] = (byte)((serial[0] & 0x7f) | 0x40);
        using var certificate = request.Create(authority, now - TimeSpan.FromHours(1), now + Lifetime, serial);
        WriteKey(Options.KeyFile, key);
        AtomicFile.Write(Options.CertificateFile, System.Text.Encoding.ASCII.GetBytes(certificate.ExportCertificatePem() + "\n" + authority.ExportCertificatePem() + "\n"));
    }

    private static X509Extension Names(IReadOnlyList<string> hosts)
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in hosts)
        {
            if (IPAddress.TryParse(host, out var address))
                names.AddIpAddress(address);
            else
                names.AddDnsName(host);
        }
        return names.Build();
    }

    private static void WriteKey(string path, ECDsa key)
    {
        var beside = $"{path}.{Guid.NewGuid():N}";
        try
        {
            using (var file = new FileStream(beside, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
            {
                file.Write(System.Text.Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n"));
                file.Flush(flushToDisk: true);
            }
            File.Move(beside, path, overwrite: true);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }
}
