// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Text;
using Slipway.TestKit;

namespace Slipway.Bench;

/// <summary>Buildah with its layer cache, which writes its image as an OCI archive.</summary>
internal sealed class BuildahBuilder : IBuilder
{
    private static readonly Dictionary<string, string> NoEnvironment = [];

    private readonly TempFolder _folder = new();
    private readonly string _baseArchive;

    public BuildahBuilder(string baseArchive) => (_baseArchive, Name) = (baseArchive, Version());

    public string Name { get; }

    public string LastImage => $"oci-archive:{_folder["image.tar"]}";

    private List<string> Program => ["buildah", "--root", _folder["root"], "--runroot", _folder["run"]];

    public async Task ForgetAsync()
    {
        await TimedCommand.RunAsync([.. Program, "rmi", "--all", "--force"], NoEnvironment);
        await TimedCommand.RunAsync([.. Program, "pull", $"docker-archive:{_baseArchive}"], NoEnvironment);
    }

    public Task<Cost> BuildAsync(string folder, IReadOnlyList<string> arguments)
    {
        File.Delete(_folder["image.tar"]);
        return TimedCommand.RunAsync(
            [.. Program, "bud", "--layers", "--pull-never", "--isolation", "chroot", "-t", LastImage, "--build-arg", "BASE=docker.io/bench/base:1",
                .. arguments.SelectMany(static argument => (string[])["--build-arg", argument]), folder],
            NoEnvironment);
    }

    // The loop that people write: one build after the other, each by the name of the one it stands on, and then its image where it belongs.
    public Task<Cost> BuildAsync(SampleFleet fleet)
    {
        var script = new StringBuilder("set -e\n");
        foreach (var image in fleet.Images)
        {
            var archive = fleet.ArchiveOf(image, "buildah");
            var arguments = string.Concat(image.Arguments.Select(static pair => $" --build-arg {pair.Key}={pair.Value}"));
            script.Append($"{string.Join(' ', Program)} bud --layers --pull-never --isolation chroot -t {image.Reference(null)} --build-arg BASE=docker.io/{SampleFleet.Base}{arguments} {Path.Combine(fleet.Path, image.Folder)}\n");
            script.Append(fleet.Registry is { } registry
                ? $"{string.Join(' ', Program)} push --tls-verify=false {image.Reference(null)} docker://{image.Reference(registry)}\n"
                : $"rm -f {archive}; {string.Join(' ', Program)} push {image.Reference(null)} oci-archive:{archive}\n");
        }
        return TimedCommand.RunAsync(["sh", "-c", script.ToString()], NoEnvironment);
    }

    public string ImageOf(SampleFleet fleet, SampleImage image) => $"oci-archive:{fleet.ArchiveOf(image, "buildah")}";

    public async ValueTask DisposeAsync()
    {
        await TimedCommand.RunAsync([.. Program, "rmi", "--all", "--force"], NoEnvironment);
        foreach (var mount in Slipway.Native.MountTable.Below(_folder.Path))
            Slipway.Native.FileSystemMount.Unmount(mount.Target);
        _folder.Dispose();
    }

    private static string Version()
    {
        using var process = Process.Start(new ProcessStartInfo("buildah", ["version", "--json"]) { RedirectStandardOutput = true })!;
        using var version = System.Text.Json.JsonDocument.Parse(process.StandardOutput.ReadToEnd());
        return $"buildah {version.RootElement.GetProperty("version").GetString()}";
    }
}
