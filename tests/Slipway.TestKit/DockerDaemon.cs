// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;

namespace Slipway.TestKit;

/// <summary>
/// Docker's daemon with BuildKit in it, on a socket of its own, with its storage in a temporary folder: the peer that builds are compared with.
/// It makes no bridge and touches no firewall, so containers use the host's network.
/// </summary>
public sealed class DockerDaemon : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly TempFolder _folder;
    private readonly Process _process;
    private readonly string _docker;

    private DockerDaemon(TempFolder folder, Process process, string docker) => (_folder, _process, _docker) = (folder, process, docker);

    /// <summary>Where it listens, as DOCKER_HOST has it.</summary>
    public string Socket => "unix://" + _folder["docker.sock"];

    /// <summary>Starts a daemon that answers by the time this returns. The test is skipped where it isn't installed, or can't run.</summary>
    public static async Task<DockerDaemon> StartAsync(CancellationToken cancellationToken)
    {
        Needs.Root();
        var daemon = Needs.Tool("dockerd");
        // A newer client builds by a plugin that the distribution lacks; the one beside the daemon has BuildKit's client in it.
        var docker = File.Exists("/usr/bin/docker") ? "/usr/bin/docker" : Needs.Tool("docker");
        var folder = new TempFolder();
        string[] arguments =
        [
            "--data-root", folder["data"], "--exec-root", folder["exec"], "--pidfile", folder["pid"], "-H", "unix://" + folder["docker.sock"],
            "--iptables=false", "--bridge=none", "--log-level=error",
        ];
        var process = Process.Start(new ProcessStartInfo(daemon, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.ErrorDataReceived += static (_, _) => { };
        process.OutputDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        var started = new DockerDaemon(folder, process, docker);
        var began = Stopwatch.GetTimestamp();
        while ((await started.TryAsync(["version"], cancellationToken)).ExitCode != 0)
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(began) > StartLimit)
            {
                await started.DisposeAsync();
                Needs.Lack("it needs a dockerd that starts");
            }
            await Task.Delay(200, cancellationToken);
        }
        return started;
    }

    /// <summary>Runs the client, and gives what it wrote to standard output.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message holds what it said.</exception>
    public async Task<string> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var (exitCode, output, error) = await TryAsync(arguments, cancellationToken);
        return exitCode == 0 ? output : throw new InvalidOperationException($"docker {string.Join(' ', arguments)} ended with {exitCode}: {error}");
    }

    /// <summary>Runs the client, and gives its exit code and what it wrote.</summary>
    public async Task<(int ExitCode, string Output, string Error)> TryAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(_docker, ["-H", Socket, .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["DOCKER_BUILDKIT"] = "1";
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
            // Asked to end, it ends its containers and unmounts what it mounted.
            Slipway.Native.ProcessIdentity.Find(_process.Id)?.Kill(Slipway.Native.Signal.Term);
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
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
        foreach (var mount in Slipway.Native.MountTable.Below(_folder.Path))
            Slipway.Native.FileSystemMount.Unmount(mount.Target);
        _folder.Dispose();
    }
}
