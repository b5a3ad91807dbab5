// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;
using Slipway.Oci.Layers;

namespace Slipway.Build;

/// <summary>Puts an image together: its layers' blobs, its configuration with history and times, its manifest.</summary>
internal sealed class ImageAssembly(OciLayout store, TreeStore trees, TimeProvider time)
{
    /// <summary>Writes the configuration and manifest of one platform.</summary>
    /// <param name="image">What was lowered.</param>
    /// <param name="result">Its files; null for an image without layers.</param>
    /// <param name="resultOf">The result of a step of its history.</param>
    /// <param name="options">How layers are written.</param>
    /// <param name="includesBase">Whether layers of the base are compressed so as well.</param>
    /// <param name="cancellationToken">Stops writing layers.</param>
    /// <returns>The manifest, and what its layers take compressed.</returns>
    public async Task<(Descriptor Manifest, long CompressedSize)> WriteAsync(
        LoweredImage image, StepResult? result, Func<Vertex, StepResult> resultOf, LayerOptions options, bool includesBase, CancellationToken cancellationToken)
    {
        var epoch = options.LatestModified?.ToDateTimeOffset();
        var layers = await Task.WhenAll((result?.Tree ?? []).Select(part => trees.GetLayerAsync(part, options, cancellationToken))).ConfigureAwait(false);
        if (includesBase)
        {
            for (var index = 0; index < layers.Length; index++)
                layers[index] = layers[index] with { Layer = await LayerRecompression.RunAsync(store, layers[index].Layer, layers[index].DiffId, options, cancellationToken).ConfigureAwait(false) };
        }
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
            Config = store.WriteBlob(MediaTypes.Config, config.ToBytes()),
            Layers = [.. layers.Select(static layer => Oci(layer.Layer))],
            Annotations = image.Target.Annotations.Count > 0 ? image.Target.Annotations : null,
        });
        return (store.WriteManifest(manifest), layers.Sum(static layer => layer.Layer.Size));
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
        var entries = state.History.Select(item => item.Layer is { } layer ? item.Entry with { Created = Clamp(CreatedAt(resultOf(layer)), epoch) } : item.Entry).ToList();
        var firstNew = entries.Zip(state.History).FirstOrDefault(static pair => pair.Second.Layer is not null && pair.First.Created is not null).First?.Created;
        var last = firstNew ?? entries.LastOrDefault(static entry => entry.Created is not null)?.Created ?? epoch ?? time.GetUtcNow();
        var seenNew = false;
        for (var index = 0; index < entries.Count; index++)
        {
            if (entries[index].Created is { } created)
            {
                seenNew |= state.History[index].Layer is not null;
                last = seenNew || firstNew is null ? created : last;
            }
            else
            {
                entries[index] = entries[index] with { Created = last };
            }
        }
        return entries;
    }

    private static DateTimeOffset? CreatedAt(StepResult result) => result.Tree.OfType<StepPart>().LastOrDefault()?.Record.Created;

    private static DateTimeOffset? Clamp(DateTimeOffset? created, DateTimeOffset? epoch) => epoch is { } latest && created > latest ? latest : created;
}
