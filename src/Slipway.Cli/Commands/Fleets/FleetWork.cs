// SPDX-License-Identifier: Apache-2.0
using Slipway.Build;
using Slipway.Check;
using Slipway.Cli.Commands.Building;
using Slipway.Cli.Commands.Serving;
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

    /// <summary>Judges what would be published by the policy that the command line names, else by the fleet's; warnings are on the error stream.</summary>
    /// <param name="session">The session.</param>
    /// <param name="fleet">The fleet.</param>
    /// <param name="verification">What came of proving its claims.</param>
    /// <param name="policy">The file that the command line names; null for none.</param>
    /// <param name="registries">The registries in place of the tags' own.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="CommandException">There is no such file, or something is wrong with it.</exception>
    public static async Task<FleetVerification> JudgeAsync(
        Session session, SelectedFleet fleet, FleetVerification verification, string? policy, IReadOnlyList<string> registries, CancellationToken cancellationToken)
    {
        if ((policy is null ? PolicyOf(fleet) : Path.GetFullPath(policy, session.WorkingFolder)) is not { } path)
            return verification;
        var rules = PolicyWords.Read(path, policy ?? path, session);
        var runner = new LazyImageRunner(session);
        var judged = await new FleetPolicyGate(session.Store, new InventoryReader(session.Store, session.Home), runner).JudgeAsync(verification, rules, registries, cancellationToken);
        foreach (var (target, verdict) in judged.Targets.SelectMany(static target => target.Policy.Select(verdict => (target, verdict))))
        {
            foreach (var warning in verdict.Warnings)
                session.Error.WriteLine($"warning: {target.Target.Name} as {verdict.Request.Name}: {warning}");
        }
        return judged;
    }

    /// <summary>The file of the fleet's policy, an absolute path; null for none.</summary>
    public static string? PolicyOf(SelectedFleet fleet) => fleet.Graph.Fleet.File is { Policy: { } policy } file ? Path.GetFullPath(policy.Value, file.Folder) : null;

    /// <summary>An image runner that looks for a runtime when a claim asks for a command, and not before.</summary>
    public static IImageRunner OpenRunner(Session session) => new LazyImageRunner(session);

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
