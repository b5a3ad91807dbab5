// SPDX-License-Identifier: Apache-2.0
using Slipway.TestKit;

namespace Slipway.Bench;

/// <summary>Docker, which packs layers when it pushes and unpacks them when it pulls.</summary>
internal sealed class DockerTransfers : ITransferClient
{
    private static readonly Dictionary<string, string> NoEnvironment = [];
    private readonly TrixieDocker _docker;

    private DockerTransfers(TrixieDocker docker, string version) => (_docker, Name) = (docker, $"docker {version}");

    public string Name { get; }

    public static async Task<DockerTransfers> StartAsync()
    {
        var docker = await TrixieDocker.StartAsync(CancellationToken.None);
        return new(docker, (await docker.RunAsync(["version", "--format", "{{.Server.Version}}"], CancellationToken.None)).Trim());
    }

    public async Task OfferAsync(TransferImage image, string registry)
    {
        await ForgetAsync();
        await _docker.RunAsync(["load", "-i", image.Archive], CancellationToken.None);
        await _docker.RunAsync(["tag", image.Reference, $"{registry}/{image.Reference}"], CancellationToken.None);
    }

    public Task<Cost> PushAsync(TransferImage image, string registry) => RunAsync("push", "--quiet", $"{registry}/{image.Reference}");

    public async Task ForgetAsync() => await _docker.RunAsync(["image", "prune", "--all", "--force"], CancellationToken.None);

    public Task<Cost> PullAsync(TransferImage image, string registry) => RunAsync("pull", "--quiet", $"{registry}/{image.Reference}");

    public ValueTask DisposeAsync() => _docker.DisposeAsync();

    private async Task<Cost> RunAsync(params string[] command)
    {
        var before = ProcessTree.CpuOf(_docker.ProcessId);
        var cost = await TimedCommand.RunAsync([.. _docker.Client, .. command], NoEnvironment);
        return cost with { Cpu = cost.Cpu + ProcessTree.CpuOf(_docker.ProcessId) - before };
    }
}
