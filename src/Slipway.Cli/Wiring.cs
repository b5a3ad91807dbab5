// SPDX-License-Identifier: Apache-2.0
using Slipway.Build;
using Slipway.Distribution;
using Slipway.Packages;

namespace Slipway.Cli;

/// <summary>Puts the parts together that commands use.</summary>
internal static class Wiring
{
    /// <summary>The build engine of a session.</summary>
    public static BuildEngine CreateEngine(Session session, GuardedHttp http) =>
        Create(session, http, new PackageBaseImages(new BaseImages(session.Home), session.Store, BaseFreshness.IfMissing, new LineProgress(session.Error)));

    /// <summary>The engine for a plan: what would have to be made first isn't.</summary>
    public static BuildEngine CreatePlanner(Session session, GuardedHttp http) => Create(session, http, new KnownPackageImages(new BaseImages(session.Home), session.Store));

    /// <summary>What brings contexts here, and builds stand on.</summary>
    public static BuildServices CreateServices(Session session, GuardedHttp http) => new()
    {
        Home = session.Home,
        Store = session.Store,
        BaseImages = new RegistryBaseImages(new ImageTransfer(http, CredentialStore.FromEnvironment()), session.Store),
        Registries = new RegistryPushes(new ImageTransfer(http, CredentialStore.FromEnvironment()), session.Store),
        DockerHost = DockerHost.Find(session.Variable),
        Downloads = new GuardedDownloads(http),
        Time = session.Time,
    };

    private static BuildEngine Create(Session session, GuardedHttp http, IPackageImages packages) => new(CreateServices(session, http) with { PackageImages = packages });
}
