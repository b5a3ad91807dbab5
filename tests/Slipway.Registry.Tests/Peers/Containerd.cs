// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Registry.Tests;

/// <summary>A containerd for the tests of a class: own content, own socket, no plugin that reaches beyond its folder.</summary>
public sealed class Containerd : IAsyncLifetime
{
    private readonly PeerDaemon _daemon = new();

    /// <summary>Starts it when it is first asked for. The test is skipped where it can't run.</summary>
    public Task StartAsync(CancellationToken cancellationToken) =>
        _daemon.StartAsync("containerd", "ctr", () => ["--config", WriteSettings()], () => TryRunAsync(["version"], cancellationToken), cancellationToken);

    /// <summary>Runs <c>ctr</c> and returns what it wrote.</summary>
    public async Task<string> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        (await TryRunAsync(arguments, cancellationToken)).EnsureSuccess().OutputText;

    /// <summary>Runs <c>ctr</c>, well or not.</summary>
    public Task<CommandResult> TryRunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        new Command("ctr", ["--address", Socket, .. arguments]) { Package = "containerd" }.RunAsync(cancellationToken);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();

    private string Socket => _daemon.Folder["sock"];

    private string WriteSettings() => _daemon.Folder.Write("config.toml",
        $"""
        version = 2
        root = "{_daemon.Folder.MakeFolder("root")}"
        state = "{_daemon.Folder.MakeFolder("state")}"
        disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.zfs", "io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.devmapper"]
        [grpc]
        address = "{Socket}"
        [ttrpc]
        address = "{_daemon.Folder["ttrpc"]}"
        """);
}
