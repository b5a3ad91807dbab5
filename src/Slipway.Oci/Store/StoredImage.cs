// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci;

/// <summary>One image of one platform, read from a store.</summary>
/// <param name="Manifest">Its manifest.</param>
/// <param name="Config">Its configuration.</param>
public sealed record StoredImage(ManifestBlob Manifest, ImageConfig Config)
{
    /// <summary>The digest of the manifest.</summary>
    public Digest Digest => Manifest.Digest;

    /// <summary>The layers, lowest first.</summary>
    public IReadOnlyList<Descriptor> Layers => Manifest.Image!.Layers;

    /// <summary>The layers with the digests of their tars, lowest first.</summary>
    public IEnumerable<(Descriptor Layer, DiffId DiffId)> LayersWithDiffIds => Layers.Zip(Config.Rootfs.DiffIds);
}
