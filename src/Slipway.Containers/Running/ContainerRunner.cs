// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Containers;

/// <summary>
/// Runs containers: the steps of builds, containers by hand, the commands of claims, and modules. A foreground container lives within one call of
/// <see cref="RunAsync"/>; a detached one (<see cref="CreateAsync"/>) outlives the process that made it, and any other takes it up by <see cref="Find"/>.
/// What a killed process leaves is taken away by <see cref="LeftoverSweep"/>. Needs root, of the machine or of a user namespace: there without detached
/// containers and limits.
/// </summary>
public sealed class ContainerRunner
{
    private readonly SlipwayHome _home;
    private readonly OciRuntime _runtime;
    private readonly TimeProvider _time;

    private ContainerRunner(SlipwayHome home, OciRuntime runtime, TimeProvider time) => (_home, _runtime, _time) = (home, runtime, time);

    /// <summary>The runtime in use, "runc 1.1.5".</summary>
    public string RuntimeVersion => _runtime.Version;

    /// <summary>Opens the containers of a home, with the runtime that works on this machine: runc, else crun.</summary>
    /// <exception cref="ExecutionException">This process may not run containers, no runtime is installed, or none works here; the message says why and what mends it.</exception>
    public static async Task<ContainerRunner> OpenAsync(SlipwayHome home, TimeProvider time, CancellationToken cancellationToken)
    {
        RootlessHost.RequireRights(home);
        return new(home, await RuntimeProbe.FindAsync(home, cancellationToken).ConfigureAwait(false), time);
    }

    /// <summary>Runs a container to its end and takes it away.</summary>
    /// <returns>How it ended; the exit code is always known.</returns>
    /// <exception cref="ExecutionException">
    /// It could not be started; the exit code is 127 or 126 if the image lacks the program, as in a shell, and the message says more.
    /// </exception>
    /// <exception cref="NativeException">The system refused a mount or another call.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, and every process of the container was killed.</exception>
    public Task<ContainerExit> RunAsync(ContainerSpec spec, RootFileSystem root, ContainerIO io, CancellationToken cancellationToken) => RunToEndAsync(
        spec, root, folder => _runtime.RunAsync(folder, io, spec.Resources.MemoryBytes is null ? AfterExit.Delete : AfterExit.Keep, cancellationToken), cancellationToken);

    /// <summary>Runs a container to its end on this process's terminal (standard input and standard error), and takes it away; the terminal is set afterwards as it was before.</summary>
    /// <returns>How it ended; the exit code is always known.</returns>
    /// <exception cref="InvalidOperationException">Standard input and standard error are no terminal.</exception>
    /// <exception cref="ExecutionException">It could not be started; the exit code is 127 or 126 if the image lacks the program.</exception>
    /// <exception cref="NativeException">The system refused a mount or another call.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, and every process of the container was killed.</exception>
    public Task<ContainerExit> RunInTerminalAsync(ContainerSpec spec, RootFileSystem root, CancellationToken cancellationToken) =>
        RunToEndAsync(spec with { HasTerminal = true }, root, folder => _runtime.RunInTerminalAsync(folder, cancellationToken), cancellationToken);

    private async Task<ContainerExit> RunToEndAsync(ContainerSpec spec, RootFileSystem root, Func<ContainerFolder, Task<int>> run, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var folder = Prepare(spec, root);
        try
        {
            Bundle.Make(spec, root, folder, CgroupOf(spec), _runtime);
            var (exitCode, peak) = await WatchedAsync(run(folder), spec).ConfigureAwait(false);
            var killed = spec.Resources.MemoryBytes is not null && Cgroups.CountOomKills(CgroupOf(spec)) > 0;
            return new(exitCode, killed, _time.GetUtcNow()) { PeakMemoryBytes = peak };
        }
        finally
        {
            // Whatever happened, nothing of it stays; this must not be cancelled as well.
            await RemoveAsync(folder, CgroupOf(spec), CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task<(int ExitCode, long? Peak)> WatchedAsync(Task<int> running, ContainerSpec spec)
    {
        if (!UserNamespace.IsInitial)
            return (await running.ConfigureAwait(false), null);
        var peak = MemoryPeak.Watch(CgroupOf(spec), _time);
        await using (peak.ConfigureAwait(false))
        {
            return (await running.ConfigureAwait(false), peak.Bytes);
        }
    }

    /// <summary>
    /// Makes a detached container, up to the point where its program would start. Its output goes to pipes that somebody has to read
    /// (<see cref="ContainerLog.PumpAsync"/>): from before the start, else a program that ends at once takes what it wrote with it. Unread, the pipes hold
    /// 64 KiB to 1 MiB, and then the program waits.
    /// </summary>
    /// <exception cref="ExecutionException">It could not be made; nothing of it is left.</exception>
    /// <exception cref="NativeException">The system refused a mount or another call; nothing of it is left.</exception>
    public async Task<DetachedContainer> CreateAsync(ContainerSpec spec, RootFileSystem root, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (NamespaceEntry.IsInside)
            throw new ExecutionException($"The container '{spec.Id}' cannot outlive this command without root: its user namespace ends with it. Run the command as root.") { Program = spec.Id };
        var folder = Prepare(spec, root);
        try
        {
            var config = Bundle.Make(spec, root, folder, CgroupOf(spec), _runtime);
            CrashPoint.Pass("the bundle is made");
            // The container's process loses its parent when the runtime ends, and becomes our child, so that its exit code reaches us.
            Subreaper.Become();
            await ContainerStreams.CreateAsync(spec, folder, CgroupOf(spec), _runtime, cancellationToken).ConfigureAwait(false);
            CrashPoint.Pass("the runtime has made it");
            _runtime.Learn(folder, config);
            return DetachedContainer.Detach(folder, _runtime, _time);
        }
        catch
        {
            // Whatever happened, nothing of it stays; this must not be cancelled as well.
            await RemoveAsync(folder, CgroupOf(spec), CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The detached container of that id; null if there is none.</summary>
    public DetachedContainer? Find(string id) =>
        ContainerSpec.IsId(id) && ContainerRecords.Read(ContainerFolder.Of(_home, id)) is { Owner: null } record
            ? new(ContainerFolder.Of(_home, id), _runtime.For(record), _time) : null;

    /// <summary>All detached containers, by id.</summary>
    public IReadOnlyList<DetachedContainer> List() => !Directory.Exists(ContainerFolder.Parent(_home)) ? [] :
        [.. Directory.GetDirectories(ContainerFolder.Parent(_home)).Select(Path.GetFileName).Order(StringComparer.Ordinal).Select(id => Find(id!))
            .OfType<DetachedContainer>()];

    // The record is there before anything else is, so that a sweep finds whatever this process leaves.
    private ContainerFolder Prepare(ContainerSpec spec, RootFileSystem root)
    {
        RequireLimits(spec);
        var folder = ContainerFolder.Of(_home, spec.Id);
        var parent = ContainerFolder.Parent(_home);
        Directory.CreateDirectory(parent);
        var made = Path.Combine(parent, LeftoverSweep.NewName());
        LinuxFile.CreateDirectory(made, Convert.ToInt32("700", 8));
        ContainerRecords.Write(new(made), new()
        {
            CreatedAt = _time.GetUtcNow(),
            Owner = ProcessIdentity.Current,
            Cgroup = CgroupOf(spec),
            Runtime = _runtime.Choice,
            Lowers = root.Lowers,
            StopSignal = spec.StopSignal.Number,
        });
        try
        {
            CrashPoint.Pass("the run's folder is made");
            Directory.Move(made, folder.Path);
            CrashPoint.Pass("the run is written down");
            return folder;
        }
        catch (IOException) when (Directory.Exists(folder.Path))
        {
            LinuxFile.RemoveTree(made, CancellationToken.None);
            throw new ExecutionException($"There is already a container '{spec.Id}'. Delete it, or take another id.") { Program = spec.Id };
        }
    }

    private static void RequireLimits(ContainerSpec spec)
    {
        if (UserNamespace.IsInitial || (spec.Resources == ResourceLimits.None && spec.CgroupParent is null))
            return;
        var limit = spec.Resources switch { { MemoryBytes: not null } => "memory", { Pids: not null } => "process", _ => "processor" };
        throw new ExecutionException(
            $"The container '{spec.Id}' cannot have a {limit} limit without root: that takes a control group, and no user namespace can make one. Leave the limit out, or run the command as root.")
        {
            Program = spec.Id,
        };
    }

    private Task RemoveAsync(ContainerFolder folder, string cgroup, CancellationToken cancellationToken) =>
        ContainerRemoval.RemoveAsync(folder, _runtime, cgroup, cancellationToken);

    private string CgroupOf(ContainerSpec spec)
    {
        var own = ContainerRemoval.CgroupOf(_home, spec.Id);
        return spec.CgroupParent is { } parent ? $"{parent}/{Path.GetFileName(own)}" : own;
    }
}
