// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.Json;
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>An OCI runtime, runc or crun, called as a program. It knows containers by id and by the folder with their config.json.</summary>
internal sealed class OciRuntime
{
    private const int CannotExecute = 126, NotFound = 127;
    private const int MaxLogBytes = 1024 * 1024;

    private readonly string _runFolder;
    private readonly string _state;

    internal OciRuntime(RuntimeChoice choice, string runFolder) => (Choice, _runFolder, _state) = (choice, runFolder, Path.Combine(runFolder, "runtime"));

    /// <summary>Which program it is, and how it is called.</summary>
    internal RuntimeChoice Choice { get; }

    /// <summary>"runc 1.1.5".</summary>
    internal string Version => Choice.Version;

    private bool IsCrun => Path.GetFileName(Choice.Path) == "crun";

    /// <summary>Whether it can leave a foreground container's control group behind, to be asked how it ended.</summary>
    internal bool CanKeep => !IsCrun;

    /// <summary>The runtime of a container: the one that made it, where that is written down.</summary>
    internal OciRuntime For(ContainerRecord? record) => record?.Runtime is { } made && made != Choice ? new(made, _runFolder) : this;

    /// <summary>A config.json with what spares the runtime work.</summary>
    internal RuntimeSpec Complete(RuntimeSpec config) => IsCrun ? SeccompPrograms.Complete(config) : config;

    /// <summary>Keeps what the making of a container has shown, for the next.</summary>
    internal void Learn(ContainerFolder folder, RuntimeSpec config)
    {
        if (IsCrun)
            SeccompPrograms.Learn(config, Path.Combine(StateOf(folder), folder.Id, "seccomp.bpf"));
    }

    /// <summary>Runs a container to its end.</summary>
    /// <returns>Its exit code.</returns>
    /// <exception cref="ExecutionException">It could not be started; the exit code is 127 or 126 if the image lacks the program, as in a shell.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the caller deletes what is left of it.</exception>
    internal async Task<int> RunAsync(ContainerFolder folder, ContainerIO io, AfterExit afterExit, CancellationToken cancellationToken)
    {
        string[] keep = afterExit == AfterExit.Keep && CanKeep ? ["--keep"] : [];
        var result = await Call(folder, ["run", "--no-new-keyring", .. keep, "--bundle", folder.Bundle, "--pid-file", folder.PidFile, folder.Id], io)
            .RunAsync(cancellationToken).ConfigureAwait(false);
        if (result.ExitCode != 0)
            ThrowIfNotStarted(folder, result);
        return result.ExitCode;
    }

    /// <summary>Runs a container to its end on this process's terminal; the runtime sets it raw, and follows its size.</summary>
    /// <returns>Its exit code.</returns>
    /// <exception cref="ExecutionException">It could not be started; the exit code is 127 or 126 if the image lacks the program, as in a shell.</exception>
    internal async Task<int> RunInTerminalAsync(ContainerFolder folder, CancellationToken cancellationToken)
    {
        var call = Call(folder, ["run", "--no-new-keyring", "--bundle", folder.Path, "--pid-file", folder.PidFile, folder.Id], null);
        var exitCode = await TerminalCommand.RunAsync(call, cancellationToken).ConfigureAwait(false);
        if (exitCode != 0)
            ThrowIfNotStarted(folder.RuntimeLog, folder.Id, exitCode);
        return exitCode;
    }

    /// <summary>Where a socket for a container's terminal may be; beside the containers, whose own folders have names too long for one.</summary>
    internal string NewConsolePath() => Path.Combine(Path.GetDirectoryName(_state)!, $"console-{Guid.NewGuid().ToString("N")[..12]}.sock");

    /// <summary>Makes a container up to the point where its program would start, with its output going to the folder's pipes.</summary>
    /// <param name="folder">The container's.</param>
    /// <param name="cgroup">Its control group.</param>
    /// <param name="input">What it reads, a pipe that has a writer by now; null for nothing.</param>
    /// <param name="isMonitored">Whether conmon is to call the runtime, where it is installed, and to watch the container.</param>
    /// <param name="cancellationToken">Stops it half-way; the caller deletes what is left.</param>
    /// <exception cref="ExecutionException">It could not be made.</exception>
    internal async Task CreateAsync(ContainerFolder folder, string cgroup, string? input, bool isMonitored, CancellationToken cancellationToken)
    {
        var files = FilesOf(input, folder.Output, folder.Error);
        // What a call finds in place of a folder it would find as long as the container lives.
        if (isMonitored && EmptyFolders().Count == 0 && await Conmon.FindAsync(cancellationToken).ConfigureAwait(false) is { } conmon)
        {
            _ = CgroupMoves.ExpectAsync();
            var exitCode = await conmon.CreateAsync(folder, cgroup, Words(folder, folder.RuntimeLog), files, cancellationToken).ConfigureAwait(false);
            if (exitCode == 0)
                return;
            if (exitCode is { } failed)
            {
                ThrowIfNotStarted(folder.RuntimeLog, folder.Id, failed);
                throw new ExecutionException($"{Version} did not make the container '{folder.Id}': conmon ended with exit code {failed}, and no reason was written down.") { Program = Path.GetFileName(Choice.Path), ExitCode = failed };
            }
            await DeleteAsync(folder, cancellationToken).ConfigureAwait(false);
        }
        string[] words = ["create", "--no-new-keyring", "--bundle", folder.Bundle, "--pid-file", folder.PidFile, folder.Id];
        var result = await Call(folder, folder.RuntimeLog, words, io: null, files).RunAsync(cancellationToken).ConfigureAwait(false);
        EnsureStarted(folder.RuntimeLog, folder.Id, result);
    }

    /// <summary>Makes a container up to the point where its program would start, with a terminal, our side of which it sends to a socket.</summary>
    /// <inheritdoc cref="CreateAsync"/>
    internal async Task CreateInTerminalAsync(ContainerFolder folder, string consoleSocket, CancellationToken cancellationToken)
    {
        var result = await Call(folder, ["create", "--no-new-keyring", "--bundle", folder.Bundle, "--pid-file", folder.PidFile, "--console-socket", consoleSocket, folder.Id], ContainerIO.None)
            .RunAsync(cancellationToken).ConfigureAwait(false);
        EnsureStarted(folder.RuntimeLog, folder.Id, result);
    }

    /// <summary>Starts the program of a container that was made.</summary>
    /// <exception cref="ExecutionException">It could not be started.</exception>
    internal async Task StartAsync(ContainerFolder folder, ProcessIdentity? process, CancellationToken cancellationToken)
    {
        // runc's process waits for a reader of this pipe, and crun's for a writer, which is all that their 'start' is; a call would cost more than the program of
        // many a container.
        var waits = Path.Combine(StateOf(folder), folder.Id, "exec.fifo");
        if (process is not null
            && (IsCrun ? Fifo.TryGiveByte(waits) : await Fifo.TryTakeByteAsync(waits, () => process.IsAlive, cancellationToken).ConfigureAwait(false)))
        {
            File.Delete(waits);
            return;
        }
        var result = await Call(folder, ["start", folder.Id], null).RunAsync(cancellationToken).ConfigureAwait(false);
        EnsureStarted(folder.RuntimeLog, folder.Id, result);
    }

    /// <summary>Runs one more program in a running container.</summary>
    /// <param name="folder">The container's.</param>
    /// <param name="files">The program's part of a config.json.</param>
    /// <param name="io">What it reads and where it writes.</param>
    /// <param name="cancellationToken">Cancels the runtime alone; the program goes on, and the caller ends it by its pid.</param>
    internal async Task<int> ExecAsync(ContainerFolder folder, ExecFiles files, ContainerIO io, CancellationToken cancellationToken)
    {
        var result = await Call(folder, files.Log, ["exec", "--process", files.Process, "--pid-file", files.Pid, folder.Id], io).RunAsync(cancellationToken).ConfigureAwait(false);
        if (result.ExitCode != 0 && !File.Exists(files.Pid))
            ThrowIfNotStarted(files.Log, folder.Id, result.ExitCode);
        return result.ExitCode;
    }

    /// <summary>Starts one more program in a running container, which goes on by itself; its pid is written when this returns.</summary>
    /// <param name="folder">The container's.</param>
    /// <param name="files">The program's part of a config.json, and its pipes.</param>
    /// <param name="consoleSocket">Where our side of its terminal is sent; null where it has none.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <exception cref="ExecutionException">It could not be started; the exit code is 127 or 126 if the image lacks the program.</exception>
    internal async Task ExecDetachedAsync(ContainerFolder folder, ExecFiles files, string? consoleSocket, CancellationToken cancellationToken)
    {
        string[] words = ["exec", "--detach", "--process", files.Process, "--pid-file", files.Pid, .. consoleSocket is null ? (string[])[] : ["--console-socket", consoleSocket], folder.Id];
        var pipes = consoleSocket is null ? FilesOf(files.HasInput ? files.Input : null, files.Output, files.Error) : null;
        var result = await Call(folder, files.Log, words, io: null, pipes).RunAsync(cancellationToken).ConfigureAwait(false);
        EnsureStarted(files.Log, folder.Id, result);
    }

    /// <summary>Gives a container that runs other limits; those that are null stay as they are.</summary>
    /// <exception cref="ExecutionException">The runtime refused.</exception>
    internal async Task UpdateAsync(ContainerFolder folder, RuntimeSpec.ResourcesPart limits, CancellationToken cancellationToken)
    {
        var file = Path.Combine(folder.Path, $"limits-{Guid.NewGuid():N}.json");
        try
        {
            await File.WriteAllBytesAsync(file, JsonSerializer.SerializeToUtf8Bytes(limits, ContainersJson.Default.RuntimeResources), cancellationToken).ConfigureAwait(false);
            var result = await Call(folder, file + ".log", ["update", "--resources", file, folder.Id], null).RunAsync(cancellationToken).ConfigureAwait(false);
            if (result.ExitCode != 0)
                throw new ExecutionException($"{Version} cannot give the container '{folder.Id[..Math.Min(12, folder.Id.Length)]}' these limits: {ReadError(file + ".log") ?? result.ErrorText.Trim()}") { Program = Path.GetFileName(Choice.Path), ExitCode = result.ExitCode };
        }
        finally
        {
            File.Delete(file);
            File.Delete(file + ".log");
        }
    }

    /// <summary>Ends what is left of a container, and forgets it. Nothing happens if there is none.</summary>
    internal async Task DeleteAsync(ContainerFolder folder, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(Path.Combine(StateOf(folder), folder.Id)))
            return;
        // Its result doesn't matter: what it leaves is found by the control group and by the mount table.
        await Call(folder, ["delete", "--force", folder.Id], null).RunAsync(cancellationToken).ConfigureAwait(false);
        Forget(folder, cancellationToken);
    }

    /// <summary>Forgets a container whose processes are gone. Nothing happens if there is none.</summary>
    internal void Forget(ContainerFolder folder, CancellationToken cancellationToken)
    {
        var state = Path.Combine(StateOf(folder), folder.Id);
        if (Directory.Exists(state))
            LinuxFile.RemoveTree(state, cancellationToken);
    }

    private Command Call(ContainerFolder folder, IReadOnlyList<string> arguments, ContainerIO? io) => Call(folder, folder.RuntimeLog, arguments, io);

    private string StateOf(ContainerFolder folder) => folder.HoldsSecrets ? folder.SecretState : _state;

    private Command Call(ContainerFolder folder, string log, IReadOnlyList<string> arguments, ContainerIO? io, StandardFiles? files = null)
    {
        if (arguments[0] is "create" or "run" or "exec" && Choice.Enclosure != RuntimeEnclosure.WithoutCgroups)
            _ = CgroupMoves.ExpectAsync();
        return new(Choice.Path, [.. Words(folder, log).Skip(1), .. arguments])
        {
            EmptyFolders = EmptyFolders(),
            Files = files,
            Input = io?.Input,
            Output = io is null ? null : io.Output ?? Stream.Null,
            Error = io is null ? null : io.Error ?? Stream.Null,
        };
    }

    private string[] Words(ContainerFolder folder, string log)
    {
        string[] manager = !IsCrun ? [] : ["--cgroup-manager", Choice.Enclosure == RuntimeEnclosure.WithoutCgroups ? "disabled" : "cgroupfs"];
        return [Choice.Path, "--root", StateOf(folder), "--log", log, "--log-format", "json", .. manager];
    }

    // crun gives what a container reads to the container's user: /dev/null would be his, and the host's at that.
    private StandardFiles FilesOf(string? input, string output, string error) => new(input ?? (IsCrun ? null : "/dev/null"), output, error);

    private IReadOnlyList<string> EmptyFolders() => Choice.Enclosure switch
    {
        RuntimeEnclosure.WithoutUnifiedCgroup => ["/sys/fs/cgroup/unified"],
        RuntimeEnclosure.WithoutCgroups => ["/sys/fs/cgroup"],
        _ => [],
    };

    private void EnsureStarted(string log, string id, CommandResult result)
    {
        if (result.ExitCode == 0)
            return;
        ThrowIfNotStarted(log, id, result.ExitCode);
        result.EnsureSuccess();
    }

    private void ThrowIfNotStarted(ContainerFolder folder, CommandResult result) => ThrowIfNotStarted(folder.RuntimeLog, folder.Id, result.ExitCode);

    // The runtime's own failures have exit codes that a program may have as well; but it writes them to its log.
    private void ThrowIfNotStarted(string log, string id, int runtimeExitCode)
    {
        if (ReadError(log) is not { } message)
            return;
        // runc, then crun: exec: "/x": stat /x: no such file or directory | executable file `/x` not found: No such file or directory
        var exitCode = message.Contains("executable file", StringComparison.Ordinal) && message.Contains("not found", StringComparison.Ordinal)
                || message.Contains("exec:", StringComparison.Ordinal) && message.Contains("no such file", StringComparison.OrdinalIgnoreCase) ? NotFound
            : message.StartsWith("open executable:", StringComparison.Ordinal) ? CannotExecute // crun, of a folder or a file without the right to execute it
            : message.Contains("exec", StringComparison.Ordinal) && message.Contains("permission denied", StringComparison.OrdinalIgnoreCase) ? CannotExecute
            : runtimeExitCode;
        throw new ExecutionException($"{Version} cannot start the container '{id}': {message.TrimEnd('.')}.")
        {
            Program = Path.GetFileName(Choice.Path),
            ExitCode = exitCode,
            Tail = message,
        };
    }

    private static string? ReadError(string log)
    {
        if (!File.Exists(log) || new FileInfo(log).Length > MaxLogBytes)
            return null;
        string? message = null;
        foreach (var line in File.ReadLines(log, Encoding.UTF8))
        {
            try
            {
                if (JsonSerializer.Deserialize(line, ContainersJson.Default.RuntimeMessage) is { Level: "error" or "fatal", Msg: { Length: > 0 } text })
                    message = text;
            }
            catch (JsonException)
            {
                // Not one of the runtime's own lines.
            }
        }
        return message;
    }
}
