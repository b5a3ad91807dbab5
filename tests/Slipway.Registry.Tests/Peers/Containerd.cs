// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Slipway.Native;
using Slipway.TestKit;

namespace Slipway.Registry.Tests;

/// <summary>A containerd for the tests of a class, beside any other on the machine: own content, own socket, no plugin that reaches beyond its folder.</summary>
public sealed class Containerd : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private Process? _daemon;

    /// <summary>Starts it when it is first asked for. The test is skipped where it can't run.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Needs.Root();
        Needs.Tool("ctr");
        var program = Needs.Tool("containerd");
        if (_daemon is not null)
            return;
        var settings = _folder.Write("config.toml",
            $"""
            version = 2
            root = "{_folder.MakeFolder("root")}"
            state = "{_folder.MakeFolder("state")}"
            disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.zfs", "io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.devmapper"]
            [grpc]
            address = "{Socket}"
            [ttrpc]
            address = "{_folder["ttrpc"]}"
            """);
        _daemon = Process.Start(new ProcessStartInfo(program, ["--config", settings]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = new System.Text.StringBuilder();
        _daemon.OutputDataReceived += (_, line) => said.AppendLine(line.Data);
        _daemon.ErrorDataReceived += (_, line) => said.AppendLine(line.Data);
        _daemon.BeginOutputReadLine();
        _daemon.BeginErrorReadLine();
        while ((await TryRunAsync(["version"], cancellationToken)).ExitCode != 0)
        {
            if (_daemon.HasExited)
                Needs.Lack($"it needs containerd, and it does not start here: {said}");
            await Task.Delay(200, cancellationToken);
        }
    }

    /// <summary>Runs <c>ctr</c> and returns what it wrote.</summary>
    public async Task<string> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        (await TryRunAsync(arguments, cancellationToken)).EnsureSuccess().OutputText;

    /// <summary>Runs <c>ctr</c>, well or not.</summary>
    public Task<CommandResult> TryRunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        new Command("ctr", ["--address", Socket, .. arguments]) { Package = "containerd" }.RunAsync(cancellationToken);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
        {
            ProcessIdentity.Find(_daemon.Id)?.Kill(Signal.Term);
            // Asked to end, and nothing cancels that.
            await _daemon.WaitForExitAsync(CancellationToken.None);
            _daemon.Dispose();
        }
        foreach (var mount in MountTable.Below(_folder.Path))
            FileSystemMount.Unmount(mount.Target);
        _folder.Dispose();
    }

    private string Socket => _folder["sock"];
}
