// SPDX-License-Identifier: Apache-2.0
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Slipway.Distribution;

/// <summary>Whom to believe about one host's certificate beside the machine's authorities, and what to show to the host.</summary>
internal sealed class HostCertificates : IDisposable
{
    private readonly X509Certificate2Collection _authorities;

    private HostCertificates(X509Certificate2Collection authorities, X509Certificate2? own) => (_authorities, Own) = (authorities, own);

    /// <summary>The certificate to show; null shows none.</summary>
    public X509Certificate2? Own { get; }

    /// <summary>Loads what a setting names; null where it names nothing.</summary>
    /// <exception cref="RemoteException">A file is not there, or holds something else.</exception>
    public static HostCertificates? Load(string host, RegistrySetting setting)
    {
        if (setting is { Authorities.Count: 0, Certificate: null })
            return null;
        var authorities = new X509Certificate2Collection();
        foreach (var file in setting.Authorities)
            Read(host, file, "authorities", () => authorities.ImportFromPemFile(file));
        X509Certificate2? own = null;
        if (setting.Certificate is { } certificate)
            Read(host, certificate, "a certificate with its key", () => own = X509Certificate2.CreateFromPemFile(certificate, setting.Key));
        return new(authorities, own);
    }

    /// <summary>Whether these authorities vouch for a certificate that the machine's don't, and for nothing else being wrong with it.</summary>
    public bool VouchFor(X509Certificate? certificate, X509Chain? shown, SslPolicyErrors errors)
    {
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is not X509Certificate2 leaf || _authorities.Count == 0)
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck; // as where the machine's authorities are asked
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1"));
        foreach (var element in shown?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        return chain.Build(leaf);
    }

    public void Dispose()
    {
        Own?.Dispose();
        foreach (var authority in _authorities)
            authority.Dispose();
    }

    private static void Read(string host, string file, string what, Action read)
    {
        try
        {
            read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new RemoteException($"'{host}' is to be spoken to with {what} of '{file}', and that can't be read: {e.Message}", e) { NeverConnected = true };
        }
    }
}
