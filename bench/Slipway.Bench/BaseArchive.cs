// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Bench;

/// <summary>The base that all builders stand on: a static busybox, as the archive that <c>docker save</c> makes.</summary>
internal sealed class BaseArchive : IDisposable
{
    private readonly TempFolder _folder = new();

    public string Path => _folder["base.tar"];

    /// <summary>The same base for linux/amd64 and linux/arm64, as an OCI archive. Nothing of it runs on the second, which has the files of the first.</summary>
    public string TwoPlatformsPath => _folder["base-two.tar"];

    /// <summary>Makes it under the name <c>bench/base:1</c>.</summary>
    public static async Task<BaseArchive> CreateAsync(CancellationToken cancellationToken)
    {
        var archive = new BaseArchive();
        var store = OciLayout.Open(archive._folder["store"]);
        await BusyboxImage.CreateAsync(store, "bench/base:1", new() { Cmd = ["/bin/sh"], Env = ["PATH=/bin"] }, "a page", cancellationToken);
        await TimedCommand.RunAsync(
            ["skopeo", "copy", $"oci:{store.Root}:docker.io/bench/base:1", $"docker-archive:{archive.Path}:bench/base:1"], new Dictionary<string, string>());
        await AddPlatformAsync(store, cancellationToken);
        await TimedCommand.RunAsync(
            ["skopeo", "copy", "--all", $"oci:{store.Root}:docker.io/bench/base:1", $"oci-archive:{archive.TwoPlatformsPath}:docker.io/bench/base:1"], new Dictionary<string, string>());
        return archive;
    }

    private static async Task AddPlatformAsync(OciLayout store, CancellationToken cancellationToken)
    {
        var name = ImageReference.Parse("bench/base:1");
        var own = store.ReadImage(store.Resolve(name)!, Platform.Host)!;
        var foreign = Platform.Parse("linux/arm64");
        var config = own.Config with { Architecture = foreign.Architecture, Variant = foreign.Variant };
        var manifest = store.WriteManifest(ManifestBlob.Create(own.Manifest.Image! with { Config = store.WriteBlob(MediaTypes.Config, config.ToBytes()) }));
        var index = store.WriteManifest(ManifestBlob.Create(new ImageIndex
        {
            Manifests = [own.Manifest.Descriptor with { Platform = Platform.Host }, manifest with { Platform = foreign }],
        }));
        await store.SetReferenceAsync(name, index, cancellationToken);
    }

    public void Dispose() => _folder.Dispose();
}
