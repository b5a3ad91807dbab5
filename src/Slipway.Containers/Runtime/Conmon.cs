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
    private const string ApiVersion = "1";
    private static readonly Version FirstThatLeavesStreamsAlone = new(2, 1, 0);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1), EndsWithin = TimeSpan.FromSeconds(5);
    private static readonly Lazy<Task<Conmon?>> OfThisMachine = new(FindNewAsync);

    private readonly string _program;

    private Conmon(string program) => _program = program;

    /// <summary>That of this machine; null where none is installed, or one from before 2.1.</summary>
    internal static Task<Conmon?> FindAsync() => OfThisMachine.Value;

    /// <summary>Has a container made, up to the point where its program would start.</summary>
    /// <param name="folder">The container's.</param>
    /// <param name="runtime">The runtime and what it is told in every call.</param>
    /// <param name="files">What the container's program reads and where it writes.</param>
    /// <param name="cancellationToken">Stops it half-way; the caller deletes what is left.</param>
    /// <returns>The runtime's exit code; null where conmon itself could not begin, and nothing was made.</returns>
    internal async Task<int?> CreateAsync(ContainerFolder folder, IReadOnlyList<string> runtime, StandardFiles files, CancellationToken cancellationToken)
    {
        string[] words =
        [
            "--api-version", ApiVersion, "--cid", folder.Id, "--cuuid", folder.Id, "--no-new-keyring", "--log-path", "passthrough:", "--log-level", "error",
            "--runtime", runtime[0], .. runtime.Skip(1).Select(static word => $"--runtime-arg={word}"), "--bundle", folder.Bundle,
            "--container-pidfile", folder.PidFile, "--conmon-pidfile", folder.MonitorPidFile, "--exit-dir", folder.Path,
        ];
        // It goes on by itself, and the first of it ends at once: cancelled in that moment, the rest might be nobody's.
        var begun = await new Command(_program, words) { Files = files, WorkingDirectory = folder.Path }.RunAsync(CancellationToken.None).ConfigureAwait(false);
        // It is a child of ours by now, which keeps its number until it is awaited.
        if (begun.ExitCode != 0 || ReadPid(folder) is not { } pid || ProcessIdentity.FindUnreaped(pid) is not { } monitor || ProcessHandle.TryOpen(monitor) is not { } handle)
            return null;
        var ended = AwaitAsync(handle);
        try
        {
            while (!File.Exists(folder.PidFile) && !ended.IsCompleted)
                await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            monitor.KillTree(Signal.Kill);
            await ended.ConfigureAwait(false);
            throw;
        }
        return File.Exists(folder.PidFile) ? 0 : await ended.ConfigureAwait(false) ?? 1;
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

    /// <summary>What it wrote down of a container's end: the exit code, and when that was; null where nothing, or not yet.</summary>
    internal static (int Code, DateTimeOffset At)? ReadExit(ContainerFolder folder) =>
        ReadNumber(folder.MonitoredExit) is { } code ? (code, new(File.GetLastWriteTimeUtc(folder.MonitoredExit), TimeSpan.Zero)) : null;

    // By its own words: its number may be another's by now.
    private static ProcessIdentity? Find(ContainerFolder folder)
    {
        try
        {
            return ReadPid(folder) is { } pid && File.ReadAllText($"/proc/{pid}/cmdline").Split('\0').Contains(folder.MonitorPidFile) ? ProcessIdentity.Find(pid) : null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static int? ReadPid(ContainerFolder folder) => ReadNumber(folder.MonitorPidFile);

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

    private static async Task<Conmon?> FindNewAsync()
    {
        if (Command.Find("conmon") is not { } program)
            return null;
        try
        {
            var said = await new Command(program, ["--version"]).RunAsync(CancellationToken.None).ConfigureAwait(false);
            return VersionPattern().Match(said.OutputText) is { Success: true } match && Version.Parse(match.Groups[1].Value) >= FirstThatLeavesStreamsAlone ? new(program) : null;
        }
        catch (ExecutionException)
        {
            return null;
        }
    }

    // "conmon version 2.1.6"
    [GeneratedRegex(@"^conmon version (\d+\.\d+\.\d+)")]
    private static partial Regex VersionPattern();
}
