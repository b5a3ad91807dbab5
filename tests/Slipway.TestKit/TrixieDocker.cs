// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Slipway.Native;

namespace Slipway.TestKit;

/// <summary>
/// Debian 13's Docker with buildx, BuildKit 0.13: the peer that builds are compared with. It runs in a root of its own (<c>eng/trixie.sh</c>), in mount
/// and process namespaces that end with it, keeps everything in a temporary folder, makes no bridge and touches no firewall.
/// </summary>
public sealed class TrixieDocker : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(20);

    private readonly TempFolder _folder;
    private readonly Process _process;
    private string[] _enter = [];

    private TrixieDocker(TempFolder folder, Process process) => (_folder, _process) = (folder, process);

    /// <summary>The folder that holds everything it keeps; gone when it is disposed.</summary>
    public string Folder => _folder.Path;

    /// <summary>The command that runs the client, for those who start it themselves; arguments go behind it.</summary>
    public IReadOnlyList<string> Client => ["nsenter", .. _enter, "/usr/bin/env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=" + Folder, "/usr/bin/docker", "-H", "unix://" + _folder["docker.sock"]];

    /// <summary>The process that everything of the daemon is below of.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Starts the daemon, which answers by the time this returns. The test is skipped where its root cannot be made or it cannot run.</summary>
    public static async Task<TrixieDocker> StartAsync(CancellationToken cancellationToken)
    {
        Needs.Root();
        Needs.Tool("unshare");
        Needs.Tool("nsenter");
        await MakeRootAsync(cancellationToken);
        var folder = new TempFolder();
        var process = Process.Start(new ProcessStartInfo("/bin/bash", [Script(), "dockerd", folder.Path]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.ErrorDataReceived += static (_, _) => { };
        process.OutputDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        var docker = new TrixieDocker(folder, process);
        var began = Stopwatch.GetTimestamp();
        while (!File.Exists(folder["docker.sock"]) || !docker.TryFindInside() || (await docker.TryAsync(["version"], cancellationToken)).ExitCode != 0)
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(began) > StartLimit)
            {
                await docker.DisposeAsync();
                Needs.Lack("it needs a dockerd of Debian 13 that starts");
            }
            await Task.Delay(100, cancellationToken);
        }
        return docker;
    }

    /// <summary>Runs the client, and gives what it wrote to standard output.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message holds what it said.</exception>
    public async Task<string> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var (exitCode, output, error) = await TryAsync(arguments, cancellationToken);
        return exitCode == 0 ? output : throw new InvalidOperationException($"docker {string.Join(' ', arguments)} ended with {exitCode}: {error}");
    }

    /// <summary>Runs the client, and gives its exit code and what it wrote. It sees this machine's temporary folder at its own path.</summary>
    public async Task<(int ExitCode, string Output, string Error)> TryAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("nsenter", [.. _enter, "/usr/bin/docker", "-H", "unix://" + _folder["docker.sock"], .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = _folder.Path,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin";
        start.Environment["HOME"] = _folder.Path;
        start.Environment["DOCKER_CONFIG"] = _folder["config"];
        using var client = Process.Start(start)!;
        var output = client.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = client.StandardError.ReadToEndAsync(cancellationToken);
        await client.WaitForExitAsync(cancellationToken);
        return (client.ExitCode, await output, await error);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            // Asked to end, it ends its containers and takes their cgroups away; what is left then goes with the namespaces.
            if (Inside() is { } daemon)
                ProcessIdentity.Find(daemon)?.Kill(Signal.Term);
            using var limit = new CancellationTokenSource(StopLimit);
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill();
            }
        }
        _process.Dispose();
        _folder.Dispose();
    }

    private static string Script([CallerFilePath] string source = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "../../eng/trixie.sh"));

    internal static Dictionary<string, string> Surroundings()
    {
        var environment = Command.MinimalEnvironment.ToDictionary(StringComparer.Ordinal);
        foreach (var name in (string[])["XDG_CACHE_HOME", "TMPDIR", "http_proxy", "https_proxy", "no_proxy"])
        {
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
                environment[name] = value;
        }
        return environment;
    }

    internal static async Task MakeRootAsync(CancellationToken cancellationToken)
    {
        var made = await new Command("/bin/bash", [Script()]) { Environment = Surroundings() }.RunAsync(cancellationToken);
        if (made.ExitCode != 0)
            Needs.Lack($"it needs Debian 13's builders, and their root cannot be made: {made.ErrorText.Trim()}");
    }

    private bool TryFindInside()
    {
        if (Inside() is not { } daemon)
            return false;
        _enter = ["--target", daemon.ToString(System.Globalization.CultureInfo.InvariantCulture), "--mount", "--pid", "--root", "--wdns=/", "--"];
        return true;
    }

    // The daemon is the one child of the process that made its namespaces.
    private int? Inside()
    {
        try
        {
            return int.TryParse(File.ReadAllText($"/proc/{_process.Id}/task/{_process.Id}/children").Split(' ')[0], out var id) ? id : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
