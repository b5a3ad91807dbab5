// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci.Layers;

namespace Slipway.Oci;

/// <summary>Makes an image of one layer from the tar of a root file system (<c>docker import</c>).</summary>
public static class RootFsImport
{
    /// <summary>Stores the tar as a layer, and an image of it without a command.</summary>
    /// <param name="store">Where to.</param>
    /// <param name="input">The tar, plain, under gzip or under zstd; disposed.</param>
    /// <param name="platform">What it runs on.</param>
    /// <param name="comment">A remark for the history, or null.</param>
    /// <param name="created">When.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The manifest, which has no name yet.</returns>
    /// <exception cref="Tar.TarFormatException">It is not a tar.</exception>
    public static async Task<Descriptor> ImportAsync(
        OciLayout store, Stream input, Platform platform, string? comment, DateTimeOffset created, CancellationToken cancellationToken)
    {
        var (layer, diffId) = await StoreLayerAsync(store, input, cancellationToken).ConfigureAwait(false);
        var config = new ImageConfig
        {
            Created = created,
            Architecture = platform.Architecture,
            Variant = platform.Variant,
            Os = platform.Os,
            Config = new() { Env = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"] },
            Rootfs = new() { DiffIds = [diffId] },
            History = [new() { Created = created, CreatedBy = "slipway import", Comment = comment }],
        };
        return store.WriteManifest(ManifestBlob.Create(new ImageManifest { Config = store.WriteBlob(MediaTypes.Config, config.ToBytes()), Layers = [layer] }));
    }

    private static async Task<(Descriptor Layer, DiffId DiffId)> StoreLayerAsync(OciLayout store, Stream input, CancellationToken cancellationToken)
    {
        var options = LayerOptions.Default;
        var tar = await LayerDecompression.OpenAsync(input, mediaType: null, "of an import", cancellationToken).ConfigureAwait(false);
        await using (tar.ConfigureAwait(false))
        {
            using var blob = store.CreateBlob();
            DiffId diffId;
            var compressor = LayerCompressor.Create(blob, options);
            await using (compressor.ConfigureAwait(false))
            {
                using var diff = new DigestingStream(compressor.Input);
                await tar.CopyToAsync(diff, 256 * 1024, cancellationToken).ConfigureAwait(false);
                await compressor.CompleteAsync(cancellationToken).ConfigureAwait(false);
                diffId = new(diff.GetDigest());
            }
            var size = blob.BytesWritten;
            var layer = new Descriptor { MediaType = options.MediaType, Digest = blob.Commit(), Size = size };
            // Read once as every layer is read: what can't be unpacked later is refused now, by name.
            await LayerApplier.IndexAsync(store.OpenBlob(layer)!, layer, diffId, LayerLimits.Default, cancellationToken).ConfigureAwait(false);
            return (layer, diffId);
        }
    }
}
