// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Slipway.TestKit;

namespace Slipway.Bench;

/// <summary>Debian 12's Docker, with a bridge of its own and without a firewall: its userland proxy leads published ports.</summary>
internal sealed class DockerContainers : IContainerEngine
{
    private const string Bridge = "slipwaybench0", Address = "10.213.77.1/24";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TempFolder _folder = new();
    private readonly Process _process;

    private DockerContainers()
    {
        Client = ["/usr/bin/docker", "-H", "unix://" + _folder["docker.sock"]];
        _process = Process.Start(new ProcessStartInfo(Needs.Tool("dockerd"),
            ["--data-root", _folder["data"], "--exec-root", _folder["exec"], "--pidfile", _folder["pid"], "-H", "unix://" + _folder["docker.sock"], "--iptables=false", "--ip-masq=false", "--bridge", Bridge, "--log-level=error"])
        {
            RedirectStandardError = true, RedirectStandardOutput = true,
        })!;
        _process.ErrorDataReceived += static (_, _) => { };
        _process.OutputDataReceived += static (_, _) => { };
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    public string Name { get; private set; } = "docker";

    public IReadOnlyList<string> Client { get; }

    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>(StringComparer.Ordinal) { ["DOCKER_CONFIG"] = _folder["config"] };

    public IReadOnlyList<string> RunWords => [];

    public int? Daemon => _process.Id;

    public IReadOnlyList<int> Processes() => [.. ProcessTree.Of(_process.Id).Concat(EngineProcesses.Naming(_folder.Path)).Distinct()];

    public static async Task<DockerContainers> StartAsync(string image)
    {
        await Oracle.RunAsync("ip", ["link", "add", "name", Bridge, "type", "bridge"], CancellationToken.None);
        await Oracle.RunAsync("ip", ["address", "add", Address, "dev", Bridge], CancellationToken.None);
        await Oracle.RunAsync("ip", ["link", "set", Bridge, "up"], CancellationToken.None);
        var engine = new DockerContainers();
        try
        {
            await engine.WaitAsync();
            await TimedCommand.RunAsync([.. engine.Client, "load", "-i", image], engine.Environment);
            engine.Name = $"docker {(await Oracle.RunAsync("/usr/bin/docker", [.. engine.Client.Skip(1), "version", "--format", "{{.Server.Version}}"], CancellationToken.None)).Trim()}";
            return engine;
        }
        catch
        {
            await engine.DisposeAsync();
            throw;
        }
    }

    public Task BeginAnewAsync() => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        Native.ProcessIdentity.Find(_process.Id)?.Kill(Native.Signal.Term);
        await _process.WaitForExitAsync();
        _process.Dispose();
        foreach (var mount in Native.MountTable.Below(_folder.Path))
            Native.FileSystemMount.Unmount(mount.Target);
        _folder.Dispose();
        await Oracle.RunAsync("ip", ["link", "delete", Bridge], CancellationToken.None);
    }

    private async Task WaitAsync()
    {
        var begun = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await TimedCommand.RunAsync([.. Client, "version"], Environment);
                return;
            }
            catch (InvalidOperationException) when (!_process.HasExited && Stopwatch.GetElapsedTime(begun) < Patience)
            {
                await Task.Delay(200);
            }
        }
    }
}
