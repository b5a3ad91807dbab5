// SPDX-License-Identifier: Apache-2.0
using Slipway.Distribution;
using Slipway.Modules;

namespace Slipway.Cli;

/// <summary>The way to other machines, as the user's settings and credentials have it.</summary>
internal static class Remotes
{
    /// <summary>The one way out to the network.</summary>
    /// <param name="session">Whose settings count.</param>
    /// <param name="insecure">Registries that may be spoken to without TLS, beside those of the settings.</param>
    /// <exception cref="FormatException">The settings can't be read.</exception>
    public static GuardedHttp OpenHttp(Session session, IReadOnlyList<string>? insecure = null) => new(new()
    {
        InsecureHosts = insecure ?? [],
        Registries = RegistrySettings.From(session.Variable),
        // The server of this home is believed by its own certificate, whoever made it.
        PinnedCertificateOf = authority => ServerRecord.CertificateOf(session.Home, authority),
        UserAgent = ErrorReport.UserAgent,
    });

    /// <summary>Where the user's credentials are kept.</summary>
    public static CredentialStore Credentials(Session session) => CredentialStore.From(session.Variable);

    /// <summary>What brings images to and fro.</summary>
    public static ImageTransfer Transfer(Session session, GuardedHttp http) => new(http, Credentials(session));
}
