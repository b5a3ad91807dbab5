// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci.Layers;

/// <summary>Puts a layer that is there into another compression; what it holds stays the same to the byte.</summary>
public static class LayerRecompression
{
    /// <summary>Stores the layer in the compression of the options; one that is of that kind already stays as it is, whatever its level.</summary>
    /// <param name="store">The store that has the layer and takes the new one.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="diffId">What it holds.</param>
    /// <param name="options">The compression wanted.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="FileNotFoundException">The layer is not in the store.</exception>
    /// <exception cref="CorruptBlobException">The layer is damaged, or holds something else.</exception>
    /// <exception cref="LayerException">The layer makes far more bytes than it has.</exception>
    public static async Task<Descriptor> RunAsync(OciLayout store, Descriptor layer, DiffId diffId, LayerOptions options, CancellationToken cancellationToken)
    {
        if (KindOf(layer.MediaType) == options.Compression)
            return layer;
        var blob = store.OpenBlob(layer) ?? throw new FileNotFoundException($"The layer {layer.Digest} is not in the store '{store.Root}'. Pull or build the image again.");
        var tar = await ArchiveDecompression.OpenAsync(blob, LayerLimits.Default, cancellationToken).ConfigureAwait(false);
        await using (tar.ConfigureAwait(false))
        {
            return (await LayerCompressor.StoreAsync(store, tar, options, diffId, cancellationToken).ConfigureAwait(false)).Layer;
        }
    }

    private static LayerCompression? KindOf(string mediaType) =>
        mediaType.EndsWith("tar+gzip", StringComparison.Ordinal) || mediaType.EndsWith("tar.gzip", StringComparison.Ordinal) ? LayerCompression.Gzip
        : mediaType.EndsWith("tar+zstd", StringComparison.Ordinal) ? LayerCompression.Zstd
        : mediaType.EndsWith(".tar", StringComparison.Ordinal) ? LayerCompression.None
        : null;
}
