// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Registry.Tests;

/// <summary>A Docker daemon for the tests of a class, beside any other on the machine: own data, own socket, no network.</summary>
public sealed class DockerEngine : IAsyncLifetime
{
    private readonly PeerDaemon _daemon = new();

    /// <summary>What the daemon is started with beside the usual.</summary>
    internal IReadOnlyList<string> More { get; init; } = [];

    /// <summary>Starts the daemon when it is first asked for. The test is skipped where it can't run.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => _daemon.StartAsync(
        "dockerd", "docker",
        () =>
        [
            "--data-root", _daemon.Folder["data"], "--exec-root", _daemon.Folder["exec"], "--pidfile", _daemon.Folder["pid"], "-H", Socket,
            "--iptables=false", "--bridge=none", "--storage-driver", "vfs", .. More,
        ],
        () => TryRunAsync(["version"], cancellationToken), cancellationToken);

    /// <summary>Runs the docker command and returns what it wrote.</summary>
    public async Task<string> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        (await TryRunAsync(arguments, cancellationToken)).EnsureSuccess().OutputText;

    /// <summary>Runs the docker command, well or not.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <param name="input">What it reads; nothing where null.</param>
    public Task<CommandResult> TryRunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken, Stream? input = null) =>
        new Command("docker", ["--config", _daemon.Folder["config"], "-H", Socket, .. arguments]) { Package = "docker.io", Input = input }.RunAsync(cancellationToken);

    /// <summary>Where the docker command keeps logins.</summary>
    public string ConfigFile => Path.Combine(_daemon.Folder["config"], "config.json");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();

    private string Socket => $"unix://{_daemon.Folder["sock"]}";
}
