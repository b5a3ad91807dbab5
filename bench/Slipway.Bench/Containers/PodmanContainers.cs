// SPDX-License-Identifier: Apache-2.0
using Slipway.TestKit;

namespace Slipway.Bench;

/// <summary>Debian 12's podman, which has no daemon: a conmon stays with each container. It is told to use runc, and limits that this machine allows.</summary>
internal sealed class PodmanContainers : IContainerEngine
{
    private const string Bridge = "cni-podman0";

    // Podman takes no longer path than 50 characters, and wants it in memory.
    private readonly string _run = $"/run/slipway-bench-{System.Environment.ProcessId}";
    private readonly TempFolder _folder = new();
    private readonly bool _hadBridge = Directory.Exists($"/sys/class/net/{Bridge}");

    private PodmanContainers() => Client =
        [Needs.Tool("podman"), "--root", _folder["root"], "--runroot", _run, "--tmpdir", _folder["tmp"], "--runtime", "runc", "--cgroup-manager", "cgroupfs", "--events-backend", "file"];

    public string Name { get; private set; } = "podman";

    public IReadOnlyList<string> Client { get; }

    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>(StringComparer.Ordinal);

    public IReadOnlyList<string> RunWords => ["--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1024:1024"];

    public int? Daemon => null;

    public IReadOnlyList<int> Processes() => EngineProcesses.Naming(_folder.Path);

    public static async Task<PodmanContainers> StartAsync(string image)
    {
        var engine = new PodmanContainers();
        await TimedCommand.RunAsync([.. engine.Client, "load", "-i", image], engine.Environment);
        // "podman version 4.3.1"
        engine.Name = $"podman {(await Oracle.RunAsync(engine.Client[0], ["--version"], CancellationToken.None)).Trim().Split(' ')[^1]}";
        return engine;
    }

    public Task BeginAnewAsync() => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await TimedCommand.RunAsync([.. Client, "rm", "--force", "--all"], Environment);
        foreach (var mount in Native.MountTable.Below(_folder.Path).Concat(Native.MountTable.Below(_run)))
            Native.FileSystemMount.Unmount(mount.Target);
        _folder.Dispose();
        if (Directory.Exists(_run))
            Directory.Delete(_run, recursive: true);
        if (!_hadBridge && Directory.Exists($"/sys/class/net/{Bridge}"))
            await Oracle.RunAsync("ip", ["link", "delete", Bridge], CancellationToken.None);
    }
}
