// SPDX-License-Identifier: Apache-2.0
using Slipway.TestKit;

namespace Slipway.Bench;

/// <summary>Our own program. Its images are whole in its store, which is an OCI layout.</summary>
internal sealed class SlipwayBuilder(string program, string baseArchive) : IBuilder
{
    private readonly TempFolder _folder = new();

    public string Name => "slipway";

    public string LastImage => ImageAt("docker.io/bench/result:1");

    /// <summary>Whether builds are watched for the memory of the program and its helpers, which costs time; what steps run is not counted.</summary>
    public bool IsWatched { get; set; }

    /// <summary>The most memory that our processes held at once in the last build that was watched, in bytes.</summary>
    public long PeakMemory { get; private set; }

    private Dictionary<string, string> Environment => new(StringComparer.Ordinal) { ["SLIPWAY_HOME"] = _folder["home"], ["DOTNET_TieredPGO"] = "0" };

    public Task ForgetAsync() => ForgetAsync(baseArchive);

    /// <summary>Forgets all, and takes another base under the same name.</summary>
    public async Task ForgetAsync(string otherBase)
    {
        Slipway.Native.LinuxFile.RemoveTree(_folder["home"]);
        await TimedCommand.RunAsync([program, "load", "-i", otherBase], Environment);
    }

    public Task<Cost> BuildAsync(string folder, IReadOnlyList<string> arguments) => RunAsync(
        [program, "build", "-t", "bench/result:1", "--build-arg", "BASE=bench/base:1", .. arguments.SelectMany(static argument => (string[])["--build-arg", argument]), "--progress", "plain", folder + "/"]);

    public Task<Cost> BuildAsync(SampleFleet fleet) =>
        RunAsync([program, "build", fleet.Path + "/", "--progress", "plain", .. fleet.Registry is null ? (string[])[] : ["--push"]]);

    public string ImageOf(SampleFleet fleet, SampleImage image) =>
        ImageAt($"docker.io/{(image.Repository.Contains('/', StringComparison.Ordinal) ? "" : "library/")}{image.Reference(null)}");

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private string ImageAt(string reference) => $"oci:{_folder["home/store"]}:{reference}";

    private async Task<Cost> RunAsync(IReadOnlyList<string> command)
    {
        if (!IsWatched)
            return await TimedCommand.RunAsync(command, Environment);
        using var watch = new MemoryWatch(["slipway", "runc", "crun"]);
        var cost = await TimedCommand.RunAsync(command, Environment, watch.Start);
        PeakMemory = await watch.StopAsync();
        return cost;
    }
}
