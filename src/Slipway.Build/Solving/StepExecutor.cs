// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>Does what a vertex says, on its inputs.</summary>
internal sealed class StepExecutor(
    BuildServices services, BuildCache cache, TreeStore trees, Selections selections, RemoteSources remote, StepForms forms, StepReporter reporter, Lazy<HostAuthorities?> authorities,
    UnixTime time, StepLimits limits, StepDebugging? debugging)
{
    private readonly TreeFilling _filling = new(trees, selections, services.ArchiveLimits, time);

    private readonly Lazy<Task<ContainerRunner>> _containers =
        new(() => ContainerRunner.OpenAsync(services.Home, services.Time, CancellationToken.None)); // shared by all steps, whichever asks first

    /// <summary>Runs a step and records its files under <paramref name="result"/>.</summary>
    /// <returns>The manifest of a composed image, null for every other step; and how much memory it used, 0 where nobody knows.</returns>
    public async Task<(Descriptor? Image, long PeakBytes)> RunAsync(
        Vertex vertex, StepResult root, IReadOnlyList<StepResult> sources, Digest result, CancellationToken cancellationToken)
    {
        void Log(StepOutput output, string text) => reporter.Log(vertex, output, text);

        if (forms.LayerAlone(vertex) is { } layer && await _filling.CanPlanAsync(vertex.Operation, sources, cancellationToken).ConfigureAwait(false))
        {
            var plan = await _filling.PlanAsync(vertex.Operation, root, sources, cancellationToken).ConfigureAwait(false);
            await trees.WriteLayerAsync(result, plan.Entries(), layer, cancellationToken).ConfigureAwait(false);
            return (null, 0);
        }
        if (vertex.Operation is PackagesOperation packages)
        {
            return (await services.PackageImages!.ComposeAsync(
                packages.Source, packages.Platform, packages.Form, new LineProgress(line => Log(StepOutput.Out, line + "\n")), cancellationToken).ConfigureAwait(false), 0);
        }
        RequireRights();
        if (vertex.Operation is RunOperation { Platform: var platform })
            ForeignPrograms.Require(services.Emulation, platform);
        using var writable = services.Snapshots.CreateWritable();
        var peakBytes = 0L;
        switch (vertex.Operation)
        {
            case RunOperation run:
                peakBytes = await RunAsync(vertex, run, root, sources, writable, Log, cancellationToken).ConfigureAwait(false);
                break;
            case CopyOperation or MakeDirectoryOperation:
                using (var upper = RootedDirectory.Open(writable.UpperPath))
                    await _filling.FillAsync(vertex.Operation, upper, root, sources, cancellationToken).ConfigureAwait(false);
                break;
            case GitOperation git:
                await remote.CheckOutAsync(git, writable.UpperPath, cancellationToken).ConfigureAwait(false);
                break;
            case DownloadOperation download:
                await DownloadAsync(download, writable, cancellationToken).ConfigureAwait(false);
                break;
            default:
                throw new InvalidOperationException($"A {vertex.Operation.GetType().Name} is no step.");
        }
        trees.Keep(result, await writable.CommitAsync(result, cancellationToken).ConfigureAwait(false));
        return (null, peakBytes);
    }

    private void RequireRights()
    {
        if (RootlessHost.Find(services.Home) is { } obstacle)
            throw new StepException($"a step needs root, or a user namespace, and {obstacle.Reason}") { Kind = BuildFailureKind.Outside, Help = obstacle.Remedy };
    }

    private async Task<long> RunAsync(
        Vertex vertex, RunOperation run, StepResult root, IReadOnlyList<StepResult> sources, WritableSnapshot writable, Action<StepOutput, string> log,
        CancellationToken cancellationToken)
    {
        var held = await trees.HoldAsync(root, cancellationToken).ConfigureAwait(false);
        using var below = held.Look();
        var mounts = new RunMounts(run, sources, services, cache, trees, selections, remote.Agents);
        await using (mounts.ConfigureAwait(false))
        {
            await mounts.PrepareAsync(cancellationToken).ConfigureAwait(false);
            var files = new StepRoot(run, held.Snapshots, below, writable.UpperPath, time);
            files.Prepare();
            foreach (var snapshot in held.Snapshots.Where(static snapshot => snapshot.LeftOutDevices.Count > 0))
                log(StepOutput.Error, $"slipway: without root the step runs without the image's devices {DeviceNodes.Show(snapshot.LeftOutDevices)}\n");
            var executor = new RunExecutor(_containers, authorities.Value, limits, services.Emulation, services.Time);
            long peakBytes;
            try
            {
                peakBytes = await executor.RunAsync(run, held.Snapshots, mounts, writable, log, () => reporter.TailOf(vertex), cancellationToken).ConfigureAwait(false);
            }
            catch (StepException problem) when (debugging is not null && problem.Kind is BuildFailureKind.Command or BuildFailureKind.Limit)
            {
                // While its files and mounts are still there.
                await debugging.LookIntoAsync(
                    vertex, run, problem, (command, token) => executor.RunInTerminalAsync(run, held.Snapshots, mounts, writable, command, token)).ConfigureAwait(false);
                throw;
            }
            files.DropUnchanged(cancellationToken);
            return peakBytes;
        }
    }

    private async Task DownloadAsync(DownloadOperation operation, WritableSnapshot writable, CancellationToken cancellationToken)
    {
        var fetched = await remote.Files.GetAsync(operation, cancellationToken).ConfigureAwait(false);
        var modified = UnixTime.From(fetched.LastModified ?? DateTimeOffset.UnixEpoch);
        DownloadStore.Copy(fetched, Path.Combine(writable.UpperPath, operation.FileName), 0x180, modified, cancellationToken);
    }

    private sealed class LineProgress(Action<string> report) : IProgress<string>
    {
        public void Report(string value) => report(value);
    }
}
