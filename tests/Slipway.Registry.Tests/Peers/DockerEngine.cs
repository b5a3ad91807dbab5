// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Slipway.Native;
using Slipway.TestKit;

namespace Slipway.Registry.Tests;

/// <summary>A Docker daemon for the tests of a class, beside any other on the machine: own data, own socket, no network.</summary>
public sealed class DockerEngine : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private Process? _daemon;

    /// <summary>Starts the daemon when it is first asked for. The test is skipped where it can't run.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Needs.Root();
        Needs.Tool("docker");
        var program = Needs.Tool("dockerd");
        if (_daemon is not null)
            return;
        _daemon = Process.Start(new ProcessStartInfo(program,
        [
            "--data-root", _folder["data"], "--exec-root", _folder["exec"], "--pidfile", _folder["pid"], "-H", $"unix://{_folder["sock"]}",
            "--iptables=false", "--bridge=none", "--storage-driver", "vfs",
        ])
        { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = new System.Text.StringBuilder();
        _daemon.OutputDataReceived += (_, line) => said.AppendLine(line.Data);
        _daemon.ErrorDataReceived += (_, line) => said.AppendLine(line.Data);
        _daemon.BeginOutputReadLine();
        _daemon.BeginErrorReadLine();
        while ((await TryRunAsync(["version"], cancellationToken)).ExitCode != 0)
        {
            if (_daemon.HasExited)
                Needs.Lack($"it needs a Docker daemon, and it does not start here: {said}");
            await Task.Delay(200, cancellationToken);
        }
    }

    /// <summary>Runs the docker command and returns what it wrote.</summary>
    public async Task<string> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        (await TryRunAsync(arguments, cancellationToken)).EnsureSuccess().OutputText;

    /// <summary>Runs the docker command, well or not.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <param name="input">What it reads; nothing where null.</param>
    public Task<CommandResult> TryRunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken, Stream? input = null) =>
        new Command("docker", ["--config", _folder["config"], "-H", $"unix://{_folder["sock"]}", .. arguments]) { Package = "docker.io", Input = input }.RunAsync(cancellationToken);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
        {
            // Asked to end, so that it takes its own children with it.
            using (var kill = Process.Start("kill", [_daemon.Id.ToString()]))
                await kill.WaitForExitAsync(CancellationToken.None);
            await _daemon.WaitForExitAsync(CancellationToken.None);
            _daemon.Dispose();
        }
        _folder.Dispose();
    }
}
