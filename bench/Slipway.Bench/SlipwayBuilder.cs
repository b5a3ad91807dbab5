// SPDX-License-Identifier: Apache-2.0
using Slipway.TestKit;

namespace Slipway.Bench;

/// <summary>Our own program. Its image is whole in its store, which is an OCI layout.</summary>
internal sealed class SlipwayBuilder(string program, string baseArchive) : IBuilder
{
    private readonly TempFolder _folder = new();

    public string Name => "slipway";

    public string LastImage => $"oci:{_folder["home/store"]}:docker.io/bench/result:1";

    /// <summary>The most memory that our processes held at once in the last build that was watched, in bytes.</summary>
    public long PeakMemory { get; private set; }

    private Dictionary<string, string> Environment => new(StringComparer.Ordinal) { ["SLIPWAY_HOME"] = _folder["home"], ["DOTNET_TieredPGO"] = "0" };

    public async Task ForgetAsync()
    {
        Slipway.Native.LinuxFile.RemoveTree(_folder["home"]);
        await TimedCommand.RunAsync([program, "load", "-i", baseArchive], Environment);
    }

    public Task<Cost> BuildAsync(string folder, IReadOnlyList<string> arguments) => TimedCommand.RunAsync(Command(folder, arguments), Environment);

    /// <summary>Builds, and watches the memory of the program and its helpers; what steps run is not counted.</summary>
    public async Task WatchMemoryAsync(string folder, IReadOnlyList<string> arguments)
    {
        using var watch = new MemoryWatch(["slipway", "runc", "crun"]);
        await TimedCommand.RunAsync(Command(folder, arguments), Environment, watch.Start);
        PeakMemory = await watch.StopAsync();
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private List<string> Command(string folder, IReadOnlyList<string> arguments) =>
        [program, "build", "-t", "bench/result:1", "--build-arg", "BASE=bench/base:1", .. arguments.SelectMany(static argument => (string[])["--build-arg", argument]), "--progress", "plain", folder + "/"];
}
