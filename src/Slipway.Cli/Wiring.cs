// SPDX-License-Identifier: Apache-2.0
using Slipway.Build;
using Slipway.Distribution;
using Slipway.Packages;

namespace Slipway.Cli;

/// <summary>Puts the parts together that commands use.</summary>
internal static class Wiring
{
    /// <summary>The build engine of a session, for plans as well: it looks up what packages come to, and composes nothing before a step asks for it.</summary>
    public static BuildEngine CreateEngine(Session session, GuardedHttp http) =>
        new(CreateServices(session, http) with { PackageImages = new ComposedPackageImages(CreateComposer(session, http), session.Store) });

    /// <summary>What composes images from packages.</summary>
    public static PackageComposer CreateComposer(Session session, GuardedHttp http) => new(session.Home, http) { Time = session.Time };

    /// <summary>What brings contexts here, and builds stand on.</summary>
    public static BuildServices CreateServices(Session session, GuardedHttp http)
    {
        // What a base was pulled from, a push may mount.
        var transfer = Remotes.Transfer(session, http);
        return new()
        {
            Home = session.Home,
            Store = session.Store,
            BaseImages = new RegistryBaseImages(transfer, session.Store),
            Registries = new RegistryPushes(transfer, session.Store),
            Caches = new RegistryCaches(transfer),
            DockerHost = DockerHost.Find(session.Variable),
            Downloads = new GuardedDownloads(http),
            Time = session.Time,
        };
    }
}
