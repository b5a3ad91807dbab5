// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Packages.Tests;

/// <summary>The one layer of a base image, unpacked by GNU tar into a folder of its own.</summary>
internal sealed class UnpackedLayer : IDisposable
{
    private readonly TempFolder _folder = new();

    public string Root => _folder.Path;

    public static async Task<UnpackedLayer> OfAsync(OciLayout store, Descriptor image, CancellationToken cancellationToken)
    {
        var unpacked = new UnpackedLayer();
        var layer = store.ReadManifest(image).Image!.Layers.ShouldHaveSingleItem();
        await RunAsync("tar", ["--extract", "--gzip", "--numeric-owner", "--same-permissions", "--file", store.BlobPath(layer.Digest), "--directory", unpacked.Root], cancellationToken);
        return unpacked;
    }

    /// <summary>Runs a shell's line within the root.</summary>
    public Task<string> RunAsync(string line, CancellationToken cancellationToken) => RunAsync("chroot", [Root, "/bin/sh", "-c", line], cancellationToken);

    public Task<string> ReadAsync(string path, CancellationToken cancellationToken) => File.ReadAllTextAsync(Path.Combine(Root, path), cancellationToken);

    public void Dispose() => _folder.Dispose();

    private static async Task<string> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var environment = new Dictionary<string, string> { ["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" };
        return (await new Command(program, arguments) { Environment = environment }.RunAsync(cancellationToken)).EnsureSuccess().OutputText;
    }
}
