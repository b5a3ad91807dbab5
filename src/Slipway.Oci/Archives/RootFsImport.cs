// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci.Layers;

namespace Slipway.Oci;

/// <summary>Makes an image of one layer from the tar of a root file system (<c>docker import</c>).</summary>
public static class RootFsImport
{
    /// <summary>Stores the tar as a layer, and an image of it.</summary>
    /// <param name="store">Where to.</param>
    /// <param name="input">The tar, plain or under gzip, zstd or xz; disposed.</param>
    /// <param name="options">What the image says of itself.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The manifest, which has no name yet.</returns>
    /// <exception cref="Tar.TarFormatException">It is not a tar.</exception>
    /// <exception cref="LayerException">It goes over a limit, or holds what no layer may.</exception>
    public static async Task<Descriptor> ImportAsync(
        OciLayout store, Stream input, RootFsImportOptions options, CancellationToken cancellationToken)
    {
        var (layer, diffId) = await StoreLayerAsync(store, input, options.Limits, cancellationToken).ConfigureAwait(false);
        var config = new ImageConfig
        {
            Created = options.Created,
            Architecture = options.Platform.Architecture,
            Variant = options.Platform.Variant,
            Os = options.Platform.Os,
            Config = options.Config,
            Rootfs = new() { DiffIds = [diffId] },
            History = [new() { Created = options.Created, CreatedBy = "slipway import", Comment = options.Comment }],
        };
        return store.WriteManifest(ManifestBlob.Create(new ImageManifest { Config = store.WriteBlob(MediaTypes.Config, config.ToBytes()), Layers = [layer] }));
    }

    private static async Task<(Descriptor Layer, DiffId DiffId)> StoreLayerAsync(OciLayout store, Stream input, LayerLimits limits, CancellationToken cancellationToken)
    {
        var tar = await ArchiveDecompression.OpenAsync(input, limits, cancellationToken).ConfigureAwait(false);
        await using (tar.ConfigureAwait(false))
        {
            var (layer, diffId) = await LayerCompressor.StoreAsync(store, tar, LayerOptions.Default, expected: null, cancellationToken).ConfigureAwait(false);
            // Read once as every layer is read: what can't be unpacked later is refused now, by name.
            await LayerApplier.IndexAsync(store.OpenBlob(layer)!, layer, diffId, limits, cancellationToken).ConfigureAwait(false);
            return (layer, diffId);
        }
    }
}
