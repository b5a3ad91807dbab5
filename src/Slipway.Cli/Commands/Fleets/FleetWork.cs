// SPDX-License-Identifier: Apache-2.0
using Slipway.Build;
using Slipway.Check;
using Slipway.Cli.Commands.Building;
using Slipway.Containers;
using Slipway.Fleet;

namespace Slipway.Cli.Commands.Fleets;

/// <summary>What the commands of a fleet have in common.</summary>
internal static class FleetWork
{
    /// <summary>Builds targets, with progress shown and failures told.</summary>
    public static Task<BuildResult> BuildAsync(Session session, SelectedFleet fleet, BuildOptions options, BuildShow show, CancellationToken cancellationToken) => BuildRun.RunAsync(
        session, options, show,
        (engine, chosen, view) => new FleetBuilder(engine).BuildAsync(fleet.Graph, fleet.Targets, chosen, view, cancellationToken), cancellationToken);

    /// <summary>Proves the claims of targets by their images in the store.</summary>
    public static async Task<FleetVerification> VerifyAsync(Session session, SelectedFleet fleet, CancellationToken cancellationToken)
    {
        using var lease = await session.Store.LeaseAsync(cancellationToken);
        var runner = new LazyImageRunner(session);
        return await new FleetVerifier(session.Store, new InventoryReader(session.Store, session.Home), runner).VerifyAsync(fleet.Graph.Fleet, fleet.Targets, cancellationToken);
    }

    /// <summary>Looks into the images of targets and proves nothing of them.</summary>
    public static async Task<FleetVerification> MeasureAsync(Session session, FleetTargets fleet, IReadOnlyList<FleetTarget> targets, CancellationToken cancellationToken)
    {
        using var lease = await session.Store.LeaseAsync(cancellationToken);
        return await new FleetVerifier(session.Store, new InventoryReader(session.Store, session.Home), null).VerifyAsync(fleet, [.. targets.Select(static target => target with { Claims = [] })], cancellationToken);
    }

    // A runtime is looked for when a claim asks for a command, and not before.
    private sealed class LazyImageRunner(Session session) : IImageRunner
    {
        private ContainerImageRunner? _runner;

        public async Task<ImageRun> RunAsync(Oci.StoredImage image, IReadOnlyList<string> command, CancellationToken cancellationToken)
        {
            _runner ??= new(
                await ContainerRunner.OpenAsync(session.Home, session.Time, cancellationToken), new SnapshotStore(session.Home, session.Time), session.Store);
            return await _runner.RunAsync(image, command, cancellationToken);
        }
    }
}
