// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Bench;

/// <summary>Images that are pushed to registries under measurement; registries don't look into layers, so theirs are random bytes.</summary>
internal static class SampleManifest
{
    /// <summary>A manifest, made unlike others by a mark.</summary>
    public static byte[] Make(string mark, byte[] config, params IReadOnlyList<byte[]> layers) => ManifestBlob.Create(new ImageManifest
    {
        Config = Describe(MediaTypes.Config, config),
        Layers = [.. layers.Select(static layer => Describe(MediaTypes.LayerGzip, layer))],
        Annotations = new Dictionary<string, string>(StringComparer.Ordinal) { ["org.opencontainers.image.version"] = mark },
    }).Raw.ToArray();

    /// <summary>Bytes that a seed decides.</summary>
    public static byte[] MakeLayer(int size, int seed)
    {
        var layer = new byte[size];
        new Random(seed).NextBytes(layer);
        return layer;
    }

    private static Descriptor Describe(string type, byte[] content) => new() { MediaType = type, Digest = Digest.Sha256(content), Size = content.Length };
}
