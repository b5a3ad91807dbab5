// SPDX-License-Identifier: Apache-2.0
using Slipway.Cli.Progress;
using Slipway.Distribution;
using Slipway.Fleet;
using Slipway.Modules;
using Slipway.Registry;

namespace Slipway.Cli.Commands.Whole;

/// <summary>Publishes to the registry of this machine's own server.</summary>
internal static class LocalPublishing
{
    /// <summary>Sends what is proven, as the holder of the registry's push token, or as whoever the user is logged in as where the registry has users.</summary>
    public static async Task<PublishResult> PublishAsync(Session session, ServerRecord server, FleetVerification verification, CancellationToken cancellationToken)
    {
        var registry = server.Registry.Authority;
        using var lease = await session.Store.LeaseAsync(cancellationToken);
        using var http = Remotes.OpenHttp(session);
        var credentials = await CredentialsAsync(session, registry, cancellationToken);
        using var view = new TransferView(session, $"publishing to {registry}");
        return await new FleetPublisher(new ImageTransfer(http, credentials), session.Store).PublishAsync(verification, [registry], view, cancellationToken);
    }

    private static async Task<CredentialStore> CredentialsAsync(Session session, string registry, CancellationToken cancellationToken)
    {
        if (RegistrySecrets.ReadPushToken(session.Home.Registry) is not { } token)
            return Remotes.Credentials(session);
        var own = new CredentialStore(Path.Combine(session.Home.Run, "registry-auth.json"));
        await own.SaveAsync(registry, RegistryCredential.FromPassword("slipway", token), cancellationToken);
        return own;
    }
}
