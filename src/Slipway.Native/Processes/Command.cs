// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;

namespace Slipway.Native;

/// <summary>
/// One run of an external program: arguments go to it as they are and never through a shell, its environment is only what is given here,
/// and it never outlives its cancellation.
/// </summary>
/// <param name="Program">The program's name, looked for in PATH, or its absolute path.</param>
/// <param name="Arguments">Its arguments, without the program's name.</param>
public sealed record Command(string Program, IReadOnlyList<string> Arguments)
{
    private static readonly TimeSpan PipesCloseWithin = TimeSpan.FromSeconds(5);

    /// <summary>PATH and HOME of this process and the C.UTF-8 locale: what a tool needs to behave the same everywhere.</summary>
    public static IReadOnlyDictionary<string, string> MinimalEnvironment { get; } = new Dictionary<string, string>
    {
        ["PATH"] = SearchPath,
        ["HOME"] = System.Environment.GetEnvironmentVariable("HOME") ?? "/",
        ["LC_ALL"] = "C.UTF-8",
    };

    /// <summary>The whole environment of the program. The default is <see cref="MinimalEnvironment"/>.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = MinimalEnvironment;

    /// <summary>The folder to start in. The default is that of this process.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Folders that the program finds empty, in a mount namespace of its own; that takes CAP_SYS_ADMIN. The default is none.</summary>
    public IReadOnlyList<string> EmptyFolders { get; init; } = [];

    /// <summary>The Debian package to name if the program isn't there. The default is the program's name.</summary>
    public string? Package { get; init; }

    /// <summary>What the program reads; the caller keeps and disposes it. The default, null, is an empty input.</summary>
    public Stream? Input { get; init; }

    /// <summary>Where its standard output goes; the caller keeps and disposes it. The default, null, captures it in the result.</summary>
    public Stream? Output { get; init; }

    /// <summary>Where its standard error goes; the caller keeps and disposes it. The default, null, captures it in the result.</summary>
    public Stream? Error { get; init; }

    /// <summary>Whether its standard error is this process's own, a terminal perhaps; then none of it is captured, and <see cref="Error"/> is nobody's. The default is false.</summary>
    public bool SharesError { get; init; }

    /// <summary>Files in place of all three streams, of which nothing is captured or passed on then. The default is null: streams.</summary>
    public StandardFiles? Files { get; init; }

    /// <summary>How much of each captured stream is kept, its end; what came before is dropped. The default is 1 MiB.</summary>
    public int MaxCapturedBytes { get; init; } = 1024 * 1024;

    private static string SearchPath =>
        System.Environment.GetEnvironmentVariable("PATH") is { Length: > 0 } path ? path : "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>The absolute path of a program; null if PATH, /usr/sbin and /sbin have none of that name.</summary>
    public static string? Find(string program)
    {
        if (Path.IsPathRooted(program))
            return File.Exists(program) ? program : null;
        const UnixFileMode executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        // A plain user's PATH often lacks the folders where system tools are.
        return $"{SearchPath}:/usr/sbin:/sbin".Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(path => File.Exists(path) && (File.GetUnixFileMode(path) & executable) != 0);
    }

    /// <summary>Runs the program to its end.</summary>
    /// <returns>How it ended, whatever its exit code; see <see cref="CommandResult.EnsureSuccess"/>.</returns>
    /// <exception cref="ExecutionException">The program isn't installed, or could not be started.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, and the program and its descendants were killed.</exception>
    public async Task<CommandResult> RunAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Files is not null)
            return await RunWithFilesAsync(Files, cancellationToken).ConfigureAwait(false);
        using var process = Start();
        using var draining = new CancellationTokenSource();
        var output = new TailBuffer(MaxCapturedBytes);
        var error = new TailBuffer(MaxCapturedBytes);
        var feed = FeedAsync(process, draining.Token);
        Task[] pumps =
        [
            process.StandardOutput.BaseStream.CopyToAsync(Output ?? output, draining.Token),
            SharesError ? Task.CompletedTask : process.StandardError.BaseStream.CopyToAsync(Error ?? error, draining.Token),
        ];
        try
        {
            // A sink that throws ends the run as well: nobody would read the rest.
            var exit = process.WaitForExitAsync(cancellationToken);
            await (await Task.WhenAny([exit, .. pumps.Select(FaultOf)]).ConfigureAwait(false)).ConfigureAwait(false);
            await Task.WhenAll(pumps).WaitAsync(PipesCloseWithin, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // A descendant in the background keeps the pipe open; the program itself has said all it had to say.
        }
        finally
        {
            await EndAsync(process, draining, feed, Task.WhenAll(pumps)).ConfigureAwait(false);
        }
        return new(Name, process.ExitCode, output.ToArray(), error.ToArray());
    }

    private async Task<CommandResult> RunWithFilesAsync(StandardFiles files, CancellationToken cancellationToken)
    {
        var path = FindProgram();
        var pid = Among(() => ProgramSpawn.Start(path, Arguments, Environment, WorkingDirectory, files), path);
        // Nobody but who awaits it reaps a child, so that its number is its own until then.
        using var process = ProcessHandle.TryOpen(ProcessIdentity.FindUnreaped(pid)!)!;
        try
        {
            var exitCode = await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return new(Name, exitCode ?? throw new ExecutionException($"How '{path}' ended is not known: something else in this process waited for it.") { Program = Name }, [], []);
        }
        catch (OperationCanceledException)
        {
            process.Identity.KillTree(Signal.Kill);
            // Killed already; waiting only reaps it.
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    private string Name => Path.GetFileName(Program);

    private string FindProgram() => Find(Program) ?? throw new ExecutionException(
        $"'{Name}' is not installed on this machine. Install it: apt-get install {Package ?? Name}") { Program = Name, Package = Package ?? Name };

    private Process Start()
    {
        var path = FindProgram();
        var start = new ProcessStartInfo(path, Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = !SharesError,
            WorkingDirectory = WorkingDirectory ?? "",
        };
        start.Environment.Clear();
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;
        try
        {
            return Start(start);
        }
        catch (System.ComponentModel.Win32Exception problem)
        {
            throw new ExecutionException($"Cannot start '{path}': {problem.Message}.") { Program = Name };
        }
    }

    /// <summary>Starts a program among this command's mounts.</summary>
    /// <exception cref="ExecutionException">It has mounts of its own, and they can't be made.</exception>
    internal Process Start(ProcessStartInfo start) => Among(() => Process.Start(start)!, start.FileName);

    private T Among<T>(Func<T> start, string path)
    {
        try
        {
            if (EmptyFolders.Count == 0)
                return start();
            T? started = default;
            Native.EmptyFolders.Run(EmptyFolders, () => started = start());
            return started!;
        }
        catch (NativeException problem)
        {
            throw new ExecutionException($"Cannot start '{path}': {problem.Message}") { Program = Name };
        }
    }

    private async Task FeedAsync(Process process, CancellationToken cancellationToken)
    {
        var pipe = process.StandardInput.BaseStream;
        await using (pipe.ConfigureAwait(false))
        {
            if (Input is null)
                return;
            try
            {
                await Input.CopyToAsync(pipe, cancellationToken).ConfigureAwait(false);
            }
            catch (IOException)
            {
                // The program ended, or closed its input, before it had read everything: its own affair.
            }
        }
    }

    // One that is over well is over when the program is.
    private static Task FaultOf(Task pump) => pump.ContinueWith(
        static pump => pump.IsFaulted ? pump : Task.Delay(Timeout.Infinite, CancellationToken.None), CancellationToken.None,
        TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).Unwrap();

    private static async Task EndAsync(Process process, CancellationTokenSource draining, Task feed, Task pumps)
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            // Killed already; waiting only reaps it.
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        }
        await draining.CancelAsync().ConfigureAwait(false);
        // Their outcome was either awaited above or no longer matters.
        await feed.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await pumps.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
