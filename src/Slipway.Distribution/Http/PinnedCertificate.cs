// SPDX-License-Identifier: Apache-2.0
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Slipway.Distribution;

/// <summary>Judges a server of this machine by the certificate in its own file, and by nothing else: neither its names nor who made it.</summary>
public static class PinnedCertificate
{
    /// <summary>Accepts the first certificate of a file, which is read for each connection, for the server may have another by then.</summary>
    public static RemoteCertificateValidationCallback Of(string file) => (_, shown, _, _) => Accepts(file, shown);

    /// <summary>Whether a certificate is the first of a file.</summary>
    internal static bool Accepts(string file, X509Certificate? shown)
    {
        using var pinned = X509CertificateLoader.LoadCertificateFromFile(file);
        return shown is not null && pinned.RawDataMemory.Span.SequenceEqual(shown.GetRawCertData());
    }
}
