// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>A container that lives by itself. Everything is asked of the machine each time, so several processes may hold one.</summary>
public sealed class DetachedContainer
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1), StartsWithin = TimeSpan.FromSeconds(5);

    private readonly ContainerFolder _folder;
    private readonly OciRuntime _runtime;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private Task<ContainerExit>? _exit;

    internal DetachedContainer(ContainerFolder folder, OciRuntime runtime, TimeProvider time) => (_folder, _runtime, _time) = (folder, runtime, time);

    /// <summary>Its id.</summary>
    public string Id => _folder.Id;

    /// <summary>Where a network of its own stands for itself: a file to <see cref="ContainerNetwork.Join"/> from another container.</summary>
    public string NetworkPath => _folder.Network;

    internal ContainerFolder Folder => _folder;

    /// <summary>How it is now.</summary>
    /// <exception cref="ExecutionException">It was deleted.</exception>
    public ContainerState GetState() => ReadState(_folder) ?? throw Gone();

    /// <summary>Starts its program.</summary>
    /// <exception cref="ExecutionException">It could not be started, or was before.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var record = Read();
        var runtimesOwn = ReadProgram(record);
        await _runtime.StartAsync(_folder, record.Process, cancellationToken).ConfigureAwait(false);
        CrashPoint.Pass("the program is started");
        // The runtime says so a moment before its process becomes the program; until then signals would reach the runtime's handlers.
        for (var waited = TimeSpan.Zero; waited < StartsWithin && record.Process is { IsAlive: true } && ReadProgram(record) == runtimesOwn; waited += Pause)
            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
        NoteStart(_time.GetUtcNow());
    }

    /// <summary>Writes down when its program was started.</summary>
    internal void NoteStart(DateTimeOffset startedAt)
    {
        ContainerRecords.Write(_folder, Read() with { StartedAt = startedAt });
        CrashPoint.Pass("the start is written down");
    }

    /// <summary>Ends what an agent that is dead had asked of the runtime, so that nothing happens to it any more.</summary>
    internal Task EndCallsAsync(CancellationToken cancellationToken) => RuntimeCalls.EndAsync(_folder, cancellationToken);

    /// <summary>Sends a signal to its first process. Without a handler there that process ignores all but SIGKILL and SIGSTOP.</summary>
    /// <returns>False if it has ended.</returns>
    public bool Kill(Signal signal)
    {
        // It may have ended by itself, and been taken away.
        if (ContainerRecords.Read(_folder) is not { } record)
            return false;
        var isThere = record.Process?.Kill(signal) ?? false;
        // One that is halted takes it when it goes on, as with Docker.
        CgroupFreezer.Thaw(record.Cgroup);
        return isThere;
    }

    /// <summary>Halts all its processes where they are, until <see cref="Unpause"/>.</summary>
    /// <exception cref="TimeoutException">One doesn't halt; all go on.</exception>
    public Task PauseAsync(CancellationToken cancellationToken) => CgroupFreezer.FreezeAsync(Read().Cgroup, cancellationToken);

    /// <summary>Lets its processes go on.</summary>
    public void Unpause() => CgroupFreezer.Thaw(Read().Cgroup);

    /// <summary>Gives it other limits; those that are null stay as they are.</summary>
    /// <exception cref="ExecutionException">The runtime refused.</exception>
    public Task LimitAsync(ResourceLimits limits, CancellationToken cancellationToken) => _runtime.UpdateAsync(_folder, RuntimeSpecBuilder.BuildLimits(limits), cancellationToken);

    /// <summary>Asks it to end by its stop signal, and ends it when the grace is over, or at once if it has no handler for that signal.</summary>
    /// <returns>How it ended.</returns>
    public async Task<ContainerExit> StopAsync(TimeSpan grace, CancellationToken cancellationToken)
    {
        var exit = WaitAsync(cancellationToken);
        if (ContainerRecords.Read(_folder) is not { } record)
            return await exit.ConfigureAwait(false);
        var signal = Signal.Parse(record.StopSignal.ToString(CultureInfo.InvariantCulture));
        if (record is { StartedAt: not null, Process: { } process } && SignalMask.IsAwaited(process, signal) && Kill(signal))
        {
            await Task.WhenAny(exit, Task.Delay(grace, _time, cancellationToken)).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }
        Kill(Signal.Kill);
        return await exit.ConfigureAwait(false);
    }

    /// <summary>Waits until its first process has ended.</summary>
    /// <returns>How it ended; no exit code if it ended while nobody waited who could learn it, nor watched it.</returns>
    public Task<ContainerExit> WaitAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            // One wait for all who ask: a process can be reaped once.
            _exit ??= Task.Run(WaitForExitAsync, CancellationToken.None);
            return _exit.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Runs one more program in it.</summary>
    /// <returns>The program's exit code; 127 or 126 where it isn't there or cannot be executed.</returns>
    /// <exception cref="ExecutionException">The container doesn't run, or the runtime refused.</exception>
    /// <exception cref="TimeoutException">The program took longer than it may, and was killed with its descendants.</exception>
    public Task<int> ExecAsync(ExecSpec exec, ContainerIO io, CancellationToken cancellationToken) =>
        new ContainerExec(_folder, _runtime, _time).RunAsync(exec, io, cancellationToken);

    /// <summary>Starts one more program in it, which goes on by itself, whatever becomes of this process.</summary>
    /// <exception cref="ExecutionException">The container doesn't run, or the runtime refused; the exit code is 127 or 126 if the image lacks the program.</exception>
    internal Task<StartedProgram> StartProgramAsync(ExecSpec exec, CancellationToken cancellationToken) => StartedProgram.StartAsync(_folder, _runtime, exec, cancellationToken);

    /// <summary>Its terminal; null where it has none, or it is lost.</summary>
    /// <exception cref="NativeException">The system refused.</exception>
    internal PseudoTerminal? OpenTerminal() => Read() is { HasTerminal: true, Holder: { } holder } ? DescriptorHolder.TryTakeTerminal(holder) : null;

    /// <summary>What it writes, to be read: from its terminal, where it has one.</summary>
    internal ProgramOutputs OpenOutputs(PseudoTerminal? terminal) => Read().HasTerminal ? ProgramOutputs.Of(terminal) : ProgramOutputs.OpenPipes(_folder.Output, _folder.Error);

    /// <summary>What it reads, to be written; null where it reads nothing, any more.</summary>
    internal Stream? OpenInput() => File.Exists(_folder.Input) ? Fifo.TryOpenWrite(_folder.Input) : null;

    /// <summary>Ends what it reads, once those who have it open have closed it.</summary>
    internal async Task EndInputAsync()
    {
        if (!File.Exists(_folder.Input) || Read() is not { HasTerminal: false, Holder: { } holder })
            return;
        // First the name: whoever comes from here on finds that there is no input.
        File.Delete(_folder.Input);
        await DescriptorHolder.EndAsync(holder).ConfigureAwait(false);
    }

    /// <summary>What it uses now; null if it doesn't run.</summary>
    public ContainerUsage? ReadUsage() => Cgroups.ReadUsage(Read().Cgroup);

    /// <summary>Its network, to connect into or to listen inside. Only a container with <see cref="ContainerNetwork.Isolated"/> has one.</summary>
    /// <exception cref="ExecutionException">It has none.</exception>
    public NetworkNamespace OpenNetwork() => File.Exists(_folder.Network)
        ? NetworkNamespace.Open(_folder.Network)
        : throw new ExecutionException($"The container '{Id}' has no network of its own to reach into; make it with the isolated network.") { Program = Id };

    /// <summary>Kills what runs of it, and takes everything away. Nothing happens if it is gone.</summary>
    public async Task DeleteAsync(CancellationToken cancellationToken)
    {
        if (ContainerRecords.Read(_folder) is not { } record)
            return;
        await ContainerRemoval.RemoveAsync(_folder, _runtime, record.Cgroup, cancellationToken).ConfigureAwait(false);
        // Its process may be a child of ours that nobody waited for.
        if (record.Process is { } process)
            await Reap(process).ConfigureAwait(false);
    }

    /// <summary>Hands a container that was just made over to itself.</summary>
    internal static DetachedContainer Detach(ContainerFolder folder, OciRuntime runtime, TimeProvider time)
    {
        var pid = int.Parse(File.ReadAllText(folder.PidFile), CultureInfo.InvariantCulture);
        var process = ProcessIdentity.Find(pid)
            ?? throw new ExecutionException($"The container '{folder.Id}' ended while it was made.") { Program = folder.Id };
        var record = ContainerRecords.Read(folder) ?? throw new InvalidOperationException($"The record of the container '{folder.Id}' is gone.");
        var made = record with { Owner = null, Process = process };
        ContainerRecords.Write(folder, made with { Waiting = ReadProgram(made) });
        CrashPoint.Pass("the run belongs to itself");
        return new(folder, runtime, time);
    }

    private async Task<ContainerExit> WaitForExitAsync()
    {
        var record = Read();
        int? exitCode = null;
        if (record.Process is { } process)
            exitCode = await Reap(process).ConfigureAwait(false);
        // The kernel may not tell how another's child ended; what watched it does, just before its own end.
        await Conmon.AwaitEndAsync(_folder).ConfigureAwait(false);
        var known = ContainerRecords.ReadExit(_folder);
        if (known is not null && (known.ExitCode is not null || exitCode is null))
            return known;
        var exit = new ContainerExit(Conmon.ReadExit(_folder, record.Cgroup)?.Code ?? exitCode, Cgroups.CountOomKills(record.Cgroup) > 0, _time.GetUtcNow());
        try
        {
            // A container that was deleted meanwhile has no place for it any more.
            if (File.Exists(_folder.Record))
                ContainerRecords.WriteExit(_folder, exit);
            CrashPoint.Pass("the exit is written down");
        }
        catch (IOException)
        {
            // The disk is full, or it is being deleted: who waits is told all the same, and who asks later learns that it ended.
        }
        return exit;
    }

    private static ContainerExit? ReadMonitored(ContainerFolder folder, ContainerRecord record) =>
        Conmon.ReadExit(folder, record.Cgroup) is { } exit ? new(exit.Code, Cgroups.CountOomKills(record.Cgroup) > 0, record.StartedAt > exit.At ? record.StartedAt.Value : exit.At) : null;

    // Whoever started it may have died before it was written down.
    private static bool HasBegun(ContainerRecord record) => record.Waiting is { } waiting && ReadProgram(record) is { } program && program != waiting;

    private static string? ReadProgram(ContainerRecord record)
    {
        try
        {
            return record.Process is { } process ? LinuxFile.ReadLink($"/proc/{process.Pid}/exe") : null;
        }
        catch (NativeException)
        {
            // It has ended.
            return null;
        }
    }

    private static async Task<int?> Reap(ProcessIdentity process)
    {
        using var handle = ProcessHandle.TryOpen(process);
        return handle is null ? null : await handle.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>How the container of a folder is now; null if there is none.</summary>
    internal static ContainerState? ReadState(ContainerFolder folder)
    {
        if (ContainerRecords.Read(folder) is not { } record)
            return null;
        var isAlive = record.Process is { IsAlive: true };
        return new()
        {
            Id = folder.Id,
            IsPaused = isAlive && CgroupFreezer.IsFrozen(record.Cgroup),
            Status = !isAlive ? ContainerStatus.Stopped : record.StartedAt is null && !HasBegun(record) ? ContainerStatus.Created : ContainerStatus.Running,
            CreatedAt = record.CreatedAt,
            StartedAt = record.StartedAt,
            Process = record.Process,
            Exit = isAlive ? null : ContainerRecords.ReadExit(folder) ?? ReadMonitored(folder, record),
        };
    }

    private ContainerRecord Read() => ContainerRecords.Read(_folder) ?? throw Gone();

    private ExecutionException Gone() => new($"There is no container '{Id}' any more.") { Program = Id };
}
