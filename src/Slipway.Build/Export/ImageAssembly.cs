// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;
using Slipway.Oci.Layers;

namespace Slipway.Build;

/// <summary>Puts an image together: its layers' blobs, its configuration with history and times, its manifest.</summary>
internal sealed class ImageAssembly(OciLayout store, BuildCache cache, TreeStore trees, TimeProvider time)
{
    /// <summary>Writes the configuration and manifest of one platform.</summary>
    /// <param name="image">What was lowered.</param>
    /// <param name="result">Its files; null for an image without layers.</param>
    /// <param name="resultOf">The result of a step of its history.</param>
    /// <param name="form">How it is put together.</param>
    /// <param name="inside">The cache that the image has inside; null for none.</param>
    /// <param name="cancellationToken">Stops writing layers.</param>
    /// <returns>The manifest, and what its layers take compressed.</returns>
    public async Task<(Descriptor Manifest, long CompressedSize)> WriteAsync(
        LoweredImage image, StepResult? result, Func<Vertex, StepResult> resultOf, ImageForm form, CacheDocument? inside, CancellationToken cancellationToken)
    {
        var epoch = form.Epoch;
        var layers = await Task.WhenAll((result?.Tree ?? []).Select(part => GetLayerAsync(part, form, cancellationToken))).ConfigureAwait(false);
        var state = image.State;
        var history = WithTimes(state, resultOf, epoch);
        var config = new ImageConfig
        {
            Created = history.Count > 0 ? history[^1].Created : epoch ?? time.GetUtcNow(),
            Author = state.Author,
            Architecture = state.Platform.Architecture,
            Variant = state.Platform.Variant,
            Os = state.Platform.Os,
            OsVersion = state.OsVersion,
            Config = state.Config,
            Rootfs = new() { DiffIds = [.. layers.Select(static layer => layer.DiffId)] },
            History = history,
        };
        var manifest = ManifestBlob.Create(new ImageManifest
        {
            Config = store.WriteBlob(MediaTypes.Config, inside is null ? config.ToBytes() : InlineCache.Embed(config.ToBytes(), inside)),
            Layers = [.. layers.Select(static layer => Oci(layer.Layer))],
            Annotations = form.AnnotationsOf(AnnotationPlace.Manifest, image.Platform, image.Target.Annotations),
        });
        return (store.WriteManifest(manifest), layers.Sum(static layer => layer.Layer.Size));
    }

    private async Task<LayerRecord> GetLayerAsync(TreePart part, ImageForm form, CancellationToken cancellationToken)
    {
        var layer = await trees.GetLayerAsync(part, form.Layers, cancellationToken).ConfigureAwait(false);
        if (!form.IncludesBase || part is not ImagePart)
            return layer;
        // Under the base layer's own digest, which no step's result is; only the compression counts here.
        var compression = (form.Layers with { LatestModified = null }).Form;
        if (cache.FindLayer(layer.Layer.Digest, compression) is { } known && known.DiffId == layer.DiffId && store.Contains(known.Layer.Digest))
            return known;
        var compressed = await LayerRecompression.RunAsync(store, layer.Layer, layer.DiffId, form.Layers, cancellationToken).ConfigureAwait(false);
        if (compressed.Digest == layer.Layer.Digest)
            return layer;
        var record = layer with { Layer = compressed };
        cache.SaveLayer(layer.Layer.Digest, compression, record);
        return record;
    }

    // A base in Docker's types becomes an image in OCI's; the bytes of the layers are the same.
    private static Descriptor Oci(Descriptor layer) => new()
    {
        MediaType = layer.MediaType switch
        {
            MediaTypes.DockerLayerGzip => MediaTypes.LayerGzip,
            MediaTypes.DockerLayerTar => MediaTypes.LayerTar,
            var other => other,
        },
        Digest = layer.Digest,
        Size = layer.Size,
        Urls = layer.Urls,
    };

    /// <summary>
    /// The history with its times, as BuildKit has them: a step with a layer has the time when that was made, one without has that of the layer
    /// before it, or of the first new one if it comes before that. So a build from the cache gives the same bytes again.
    /// </summary>
    private List<HistoryEntry> WithTimes(StageState state, Func<Vertex, StepResult> resultOf, DateTimeOffset? epoch)
    {
        var items = state.History.SelectMany(item => item.Layer is { } layer && resultOf(layer).Image is { } composed ? HistoryOf(composed, layer) : [item]).ToList();
        var entries = items.Select(item => item.Layer is { } layer ? item.Entry with { Created = Clamp(item.Entry.Created ?? CreatedAt(item, resultOf), epoch) } : item.Entry).ToList();
        var firstNew = entries.Zip(items).FirstOrDefault(static pair => pair.Second.Layer is not null && pair.First.Created is not null).First?.Created;
        var last = firstNew ?? entries.LastOrDefault(static entry => entry.Created is not null)?.Created ?? epoch ?? time.GetUtcNow();
        var seenNew = false;
        for (var index = 0; index < entries.Count; index++)
        {
            if (entries[index].Created is { } created)
            {
                seenNew |= items[index].Layer is not null;
                last = seenNew || firstNew is null ? created : last;
            }
            else
            {
                entries[index] = entries[index] with { Created = last };
            }
        }
        return entries;
    }

    // An image that a step composed may have several layers, and knows their times.
    private IEnumerable<HistoryItem> HistoryOf(Descriptor image, Vertex layer) =>
        (store.ReadImage(image, layer.Platform) ?? throw new InvalidOperationException($"The composed image {image.Digest} has no image for {layer.Platform}."))
            .Config.History!.Select(entry => new HistoryItem(entry, layer));

    private DateTimeOffset? CreatedAt(HistoryItem item, Func<Vertex, StepResult> resultOf) =>
        item.TimeOf is { } composer && resultOf(composer).Image is { } image ? HistoryOf(image, composer).Last().Entry.Created : CreatedAt(resultOf(item.Layer!));

    private static DateTimeOffset? CreatedAt(StepResult result) => result.Tree.OfType<StepPart>().LastOrDefault()?.Record.Created;

    private static DateTimeOffset? Clamp(DateTimeOffset? created, DateTimeOffset? epoch) => epoch is { } latest && created > latest ? latest : created;
}
