// SPDX-License-Identifier: Apache-2.0
using Slipway.TestKit;

namespace Slipway.Bench;

/// <summary>Docker with buildx, of Debian 13; its image is an OCI archive.</summary>
internal sealed class DockerBuilder : IBuilder
{
    private static readonly Dictionary<string, string> NoEnvironment = [];

    private readonly TempFolder _folder = new();
    private readonly TrixieDocker _docker;

    private DockerBuilder(TrixieDocker docker, string version) => (_docker, Name) = (docker, $"docker {version}");

    public string Name { get; }

    public string LastImage => $"oci-archive:{_folder["image.tar"]}";

    /// <summary>Starts the daemon and gives it the base.</summary>
    public static async Task<DockerBuilder> StartAsync(string baseArchive)
    {
        var docker = await TrixieDocker.StartAsync(CancellationToken.None);
        await docker.RunAsync(["load", "-i", baseArchive], CancellationToken.None);
        return new(docker, (await docker.RunAsync(["version", "--format", "{{.Server.Version}}"], CancellationToken.None)).Trim());
    }

    public async Task ForgetAsync() => await _docker.RunAsync(["builder", "prune", "--all", "--force"], CancellationToken.None);

    public async Task<Cost> BuildAsync(string folder, IReadOnlyList<string> arguments)
    {
        File.Delete(_folder["image.tar"]);
        var before = ProcessTree.CpuOf(_docker.ProcessId);
        var cost = await TimedCommand.RunAsync(
            [.. _docker.Client, "buildx", "build", "--network", "host", "--provenance=false", "--build-arg", "BASE=bench/base:1",
                .. arguments.SelectMany(static argument => (string[])["--build-arg", argument]), "--output", $"type=oci,dest={_folder["image.tar"]}", folder],
            NoEnvironment);
        return cost with { Cpu = cost.Cpu + ProcessTree.CpuOf(_docker.ProcessId) - before };
    }

    public async Task<Cost> BuildAsync(SampleFleet fleet)
    {
        var before = ProcessTree.CpuOf(_docker.ProcessId);
        var cost = await TimedCommand.RunAsync([.. _docker.Client, "buildx", "bake", "--file", Path.Combine(fleet.Path, "compose.yaml"), "--provenance=false", "--progress", "plain"], NoEnvironment);
        return cost with { Cpu = cost.Cpu + ProcessTree.CpuOf(_docker.ProcessId) - before };
    }

    public string ImageOf(SampleFleet fleet, SampleImage image) => $"oci-archive:{fleet.ArchiveOf(image, "docker")}";

    public async ValueTask DisposeAsync()
    {
        await _docker.DisposeAsync();
        _folder.Dispose();
    }
}
