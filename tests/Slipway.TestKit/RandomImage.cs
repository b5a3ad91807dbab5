// SPDX-License-Identifier: Apache-2.0
using System.Formats.Tar;
using System.IO.Compression;
using Slipway.Oci;

namespace Slipway.TestKit;

/// <summary>Makes images of random content in a store. Equal seeds give equal images.</summary>
public static class RandomImage
{
    /// <summary>Stores an image of one platform, with no name.</summary>
    /// <param name="store">The store.</param>
    /// <param name="seed">Decides the content.</param>
    /// <param name="layers">How many layers it has.</param>
    /// <param name="layerSize">The bytes of the file that each layer holds.</param>
    /// <param name="platform">The platform; linux/amd64 where null.</param>
    /// <returns>The manifest's descriptor, with the platform.</returns>
    public static Descriptor Create(OciLayout store, int seed, int layers = 2, int layerSize = 4096, Platform? platform = null)
    {
        var random = new Random(seed);
        var made = Enumerable.Range(0, layers).Select(number => CreateLayer(store, random, number, layerSize)).ToList();
        var runsOn = platform ?? Platform.LinuxAmd64;
        var config = new ImageConfig
        {
            Os = runsOn.Os,
            Architecture = runsOn.Architecture,
            Variant = runsOn.Variant,
            Created = DateTimeOffset.UnixEpoch,
            Config = new() { Env = [$"SEED={seed}"], Cmd = ["/bin/true"] },
            Rootfs = new() { DiffIds = [.. made.Select(static layer => layer.DiffId)] },
        };
        var manifest = ManifestBlob.Create(new ImageManifest
        {
            Config = store.WriteBlob(MediaTypes.Config, config.ToBytes()),
            Layers = [.. made.Select(static layer => layer.Blob)],
        });
        return store.WriteManifest(manifest) with { Platform = runsOn };
    }

    /// <summary>Stores an index of images of several platforms, with no name.</summary>
    public static Descriptor CreateIndex(OciLayout store, int seed, params IReadOnlyList<Platform> platforms) =>
        store.WriteManifest(ManifestBlob.Create(new ImageIndex
        {
            Manifests = [.. platforms.Select((platform, number) => Create(store, seed + number, platform: platform))],
        }));

    private static (Descriptor Blob, DiffId DiffId) CreateLayer(OciLayout store, Random random, int number, int size)
    {
        var content = new byte[size];
        random.NextBytes(content);
        using var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, TarEntryFormat.Ustar, leaveOpen: true))
        {
            writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, $"layer-{number}")
            {
                ModificationTime = DateTimeOffset.UnixEpoch,
                DataStream = new MemoryStream(content),
            });
        }
        using var gzip = new MemoryStream();
        using (var compressing = new GZipStream(gzip, CompressionLevel.Fastest, leaveOpen: true))
            compressing.Write(tar.GetBuffer().AsSpan(0, (int)tar.Length));
        return (store.WriteBlob(MediaTypes.LayerGzip, gzip.ToArray()), new(Digest.Sha256(tar.ToArray())));
    }
}
