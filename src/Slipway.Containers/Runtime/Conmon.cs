// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.RegularExpressions;
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>
/// conmon, a small program of Podman's (https://github.com/containers/conmon): it calls the runtime, is the container's parent whatever becomes of us, and writes down
/// how that ended. Output and input it leaves alone, so that these are ours as without it.
/// </summary>
internal sealed partial class Conmon
{
    private const string ApiVersion = "1", PidFileOption = "--conmon-pidfile";
    private static readonly Version FirstThatLeavesStreamsAlone = new(2, 1, 0);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1), EndsWithin = TimeSpan.FromSeconds(5), AnswersWithin = TimeSpan.FromSeconds(5);
    private static Conmon? _found;

    private readonly string _program;

    private Conmon(string program) => _program = program;

    /// <summary>That of this machine; null where none is installed, or one from before 2.1.</summary>
    internal static async Task<Conmon?> FindAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _found) is { } known && File.Exists(known._program))
            return known;
        if (Command.Find("conmon") is not { } program)
            return null;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(AnswersWithin);
        try
        {
            var said = await new Command(program, ["--version"]).RunAsync(patience.Token).ConfigureAwait(false);
            if (VersionPattern().Match(said.OutputText) is not { Success: true } match || Version.Parse(match.Groups[1].Value) < FirstThatLeavesStreamsAlone)
                return null;
        }
        catch (Exception problem) when (problem is ExecutionException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        Volatile.Write(ref _found, new(program));
        return _found;
    }

    /// <summary>Has a container made, up to the point where its program would start.</summary>
    /// <param name="folder">The container's.</param>
    /// <param name="cgroup">The container's control group.</param>
    /// <param name="runtime">The runtime and what it is told in every call.</param>
    /// <param name="files">What the container's program reads and where it writes.</param>
    /// <param name="cancellationToken">Stops it half-way; the caller deletes what is left.</param>
    /// <returns>The runtime's exit code, or conmon's own; null where conmon itself could not begin: nothing goes on then, and the caller deletes what the runtime may have made.</returns>
    internal async Task<int?> CreateAsync(ContainerFolder folder, string cgroup, IReadOnlyList<string> runtime, StandardFiles files, CancellationToken cancellationToken)
    {
        if (await BeginAsync(folder, cgroup, runtime, files).ConfigureAwait(false) is not { } monitor || ProcessHandle.TryOpen(monitor) is not { } handle)
        {
            // Where its number can't be written down, on a full disk, the first of it fails and the rest goes on.
            await EndAsync(folder).ConfigureAwait(false);
            await RuntimeCalls.EndAsync(folder, CancellationToken.None).ConfigureAwait(false);
            return null;
        }
        // Who stops the service or the session that the agent is of doesn't mean it.
        Cgroups.Join(GroupOf(cgroup), monitor.Pid);
        // It is a child of ours by now, which keeps its number until it is awaited.
        var ended = AwaitAsync(handle);
        while (ReadNumber(folder.PidFile) is null && !ended.IsCompleted)
        {
            // Without the runtime it ends by itself, and has reaped it then.
            if (cancellationToken.IsCancellationRequested)
                await RuntimeCalls.EndAsync(folder, CancellationToken.None).ConfigureAwait(false);
            await Task.Delay(Pause, CancellationToken.None).ConfigureAwait(false);
        }
        cancellationToken.ThrowIfCancellationRequested();
        if (ReadNumber(folder.PidFile) is not null)
            return 0;
        return await ended.ConfigureAwait(false) is { } exitCode and not 0 ? exitCode : 1;
    }

    /// <summary>Waits for the end of what watches a container that has ended, which comes at once, and takes away what it had.</summary>
    internal static async Task RemoveAsync(ContainerFolder folder, string cgroup, CancellationToken cancellationToken)
    {
        // Made before conmon begins and taken away last: without it there is nothing, as for every step of a build.
        if (!Directory.Exists(ExitFolderOf(cgroup)))
            return;
        await AwaitEndAsync(folder).ConfigureAwait(false);
        await Cgroups.DeleteAsync(GroupOf(cgroup), cancellationToken).ConfigureAwait(false);
        Directory.Delete(ExitFolderOf(cgroup), recursive: true);
    }

    /// <summary>Waits for the end of what watches a container that has ended; it comes at once.</summary>
    internal static async Task AwaitEndAsync(ContainerFolder folder)
    {
        if (Find(folder) is not { } monitor || ProcessHandle.TryOpen(monitor) is not { } handle)
            return;
        var ended = AwaitAsync(handle);
        if (await Task.WhenAny(ended, Task.Delay(EndsWithin)).ConfigureAwait(false) == ended)
            return;
        // Somebody halted it.
        monitor.Kill(Signal.Kill);
        await ended.ConfigureAwait(false);
    }

    /// <summary>Ends what makes a container whose maker is dead, before it calls the runtime once more.</summary>
    internal static Task EndAsync(ContainerFolder folder) => RuntimeCalls.EndNamingAsync(PidFileOption, folder.MonitorPidFile, CancellationToken.None);

    /// <summary>What it wrote down of a container's end: the exit code, and when that was; null where nothing, or not yet.</summary>
    internal static (int Code, DateTimeOffset At)? ReadExit(ContainerFolder folder, string cgroup) =>
        ReadNumber(ExitFileOf(folder, cgroup)) is { } code ? (code, new(File.GetLastWriteTimeUtc(ExitFileOf(folder, cgroup)), TimeSpan.Zero)) : null;

    private async Task<ProcessIdentity?> BeginAsync(ContainerFolder folder, string cgroup, IReadOnlyList<string> runtime, StandardFiles files)
    {
        string[] words =
        [
            "--api-version", ApiVersion, "--cid", folder.Id, "--cuuid", folder.Id, "--no-new-keyring", "--log-path", "passthrough:", "--log-level", "error",
            "--runtime", runtime[0], .. runtime.Skip(1).Select(static word => $"--runtime-arg={word}"), "--bundle", folder.Bundle,
            "--container-pidfile", folder.PidFile, PidFileOption, folder.MonitorPidFile, "--exit-dir", ExitFolderOf(cgroup),
        ];
        try
        {
            Directory.CreateDirectory(ExitFolderOf(cgroup), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            // It goes on by itself, and the first of it ends at once: cancelled in that moment, the rest might be nobody's.
            var begun = await new Command(_program, words) { Files = files, WorkingDirectory = folder.Path }.RunAsync(CancellationToken.None).ConfigureAwait(false);
            return begun.ExitCode == 0 && ReadNumber(folder.MonitorPidFile) is { } pid ? ProcessIdentity.FindUnreaped(pid) : null;
        }
        catch (Exception problem) when (problem is ExecutionException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // By its own words: its number may be another's by now.
    private static ProcessIdentity? Find(ContainerFolder folder) =>
        ReadNumber(folder.MonitorPidFile) is { } pid && ProcessIdentity.Find(pid) is { } found && RuntimeCalls.Names(pid, PidFileOption, folder.MonitorPidFile) ? found : null;

    // In memory, where a full disk keeps nobody from writing it down; by the name of the container's control group, which no other home has.
    private static string ExitFolderOf(string cgroup) => Path.Combine("/run/slipway", Path.GetFileName(cgroup));

    private static string ExitFileOf(ContainerFolder folder, string cgroup) => Path.Combine(ExitFolderOf(cgroup), folder.Id);

    private static string GroupOf(string cgroup) => $"/slipway/{Path.GetFileName(cgroup)}-conmon";

    private static int? ReadNumber(string path)
    {
        // Most containers have none, and an exception for each costs more than a look.
        if (!File.Exists(path))
            return null;
        try
        {
            return int.TryParse(File.ReadAllText(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static async Task<int?> AwaitAsync(ProcessHandle handle)
    {
        using (handle)
            return await handle.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
    }

    // "conmon version 2.1.6"
    [GeneratedRegex(@"^conmon version (\d+\.\d+\.\d+)")]
    private static partial Regex VersionPattern();
}
