// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Distribution;

/// <summary>How far one host's certificate is believed.</summary>
/// <param name="Certificates">Those of its own; null where the machine's authorities decide alone.</param>
/// <param name="IsInsecure">Whether any certificate will do, for a host that the user named.</param>
internal sealed record HostTrust(HostCertificates? Certificates, bool IsInsecure)
{
    /// <summary>Only what the machine's authorities vouch for.</summary>
    public static HostTrust Usual { get; } = new(null, false);

    /// <summary>Of a host, as the settings have it.</summary>
    /// <exception cref="RemoteException">Its certificates can't be read.</exception>
    public static HostTrust Of(string authority, GuardedHttpOptions options)
    {
        var (certificates, isInsecure) = (HostCertificates.Load(authority, options.Registries.Of(authority)), options.IsInsecure(authority));
        return certificates is null && !isInsecure ? Usual : new(certificates, isInsecure);
    }
}
