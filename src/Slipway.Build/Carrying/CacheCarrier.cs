// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using Slipway.Distribution;
using Slipway.Oci;
using Slipway.Oci.Layers;

namespace Slipway.Build;

/// <summary>Carries what a build came to elsewhere: one manifest for all its targets, whose configuration says which steps its layers are of.</summary>
internal sealed class CacheCarrier(BuildServices services, BuildCache cache, TreeStore trees)
{
    private readonly ConcurrentDictionary<Vertex, StepResult> _results = new();

    /// <summary>Takes note of a step that has come to a result.</summary>
    public void Add(Vertex vertex, StepResult result) => _results[vertex] = result;

    /// <summary>Writes the manifest, and brings it with its layers to a place.</summary>
    /// <param name="export">Where to, and what of.</param>
    /// <param name="chain">The steps on the way from the images down to their bases.</param>
    /// <param name="formsOf">How the layers of a step are written.</param>
    /// <param name="progress">Is told of what is sent.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task CarryAsync(
        CacheExport export, IReadOnlySet<Vertex> chain, Func<Vertex, IReadOnlyCollection<LayerOptions>> formsOf, IProgress<TransferProgress> progress, CancellationToken cancellationToken)
    {
        var steps = new List<CarriedStep>();
        var parts = new List<Descriptor>();
        foreach (var (vertex, result) in _results.OrderBy(static pair => pair.Value.Key))
        {
            if (export.Mode == CacheMode.Min && !chain.Contains(vertex))
                continue;
            if (result.Image is { } image)
            {
                steps.Add(new(cache.PeekStep(result.Key, StepResult.Empty.Id) ?? throw new InvalidOperationException($"The step {result.Key} is not written down."), []));
                parts.AddRange(PartsOf(image));
                continue;
            }
            if (result.Tree is not [.., StepPart part])
                continue;
            var layers = new List<CarriedLayer>();
            foreach (var form in formsOf(vertex))
                layers.Add(new(form.Form, await trees.GetLayerAsync(part, form, cancellationToken).ConfigureAwait(false)));
            steps.Add(new(part.Record, layers));
            parts.AddRange(layers.Select(static layer => layer.Layer.Layer));
        }
        var document = new CacheDocument { Format = KeyWriter.FormatVersion, Steps = [.. steps.DistinctBy(static step => (step.Step.Key, step.Step.Base))], Selections = SelectionsOf() };
        await SendAsync(export.Place, document, [.. parts.DistinctBy(static part => part.Digest)], progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What the layers of one image are of, to be put into its configuration.</summary>
    /// <param name="result">The image's files.</param>
    /// <param name="form">How its layers are written.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<CacheDocument> DescribeAsync(StepResult? result, LayerOptions form, CancellationToken cancellationToken)
    {
        var steps = new List<CarriedStep>();
        foreach (var part in result?.Tree.OfType<StepPart>() ?? [])
            steps.Add(new(part.Record, [new(form.Form, await trees.GetLayerAsync(part, form, cancellationToken).ConfigureAwait(false))]));
        return new() { Format = KeyWriter.FormatVersion, Steps = steps, Selections = SelectionsOf() };
    }

    // A composed image whole: its manifest and configuration say what its layers are.
    private IEnumerable<Descriptor> PartsOf(Descriptor image)
    {
        var manifest = services.Store.ReadManifest(image).Image ?? throw new InvalidOperationException($"A step came to {image.Digest}, which is no image.");
        return manifest.Layers.Prepend(manifest.Config).Prepend(image);
    }

    private SortedDictionary<string, Digest> SelectionsOf() => new(cache.Selections.ToDictionary(static pair => pair.Key.ToString(), static pair => pair.Value), StringComparer.Ordinal);

    private async Task SendAsync(CachePlace place, CacheDocument document, IReadOnlyList<Descriptor> parts, IProgress<TransferProgress> progress, CancellationToken cancellationToken)
    {
        var manifest = ManifestBlob.Create(new ImageManifest
        {
            ArtifactType = CacheDocument.MediaType,
            Config = services.Store.WriteBlob(CacheDocument.MediaType, document.ToBytes()),
            Layers = [.. parts.Select(static part => new Descriptor { MediaType = part.MediaType, Digest = part.Digest, Size = part.Size })],
        });
        switch (place)
        {
            case CachePlace.InRegistry registry:
                services.Store.WriteManifest(manifest);
                await services.Registries!.PushAsync(manifest.Descriptor, [registry.Reference], progress, cancellationToken).ConfigureAwait(false);
                break;
            case CachePlace.InFolder folder:
                using (var layout = PlainLayout.Open(folder.Folder))
                {
                    foreach (var part in manifest.Image!.Layers.Append(manifest.Image.Config))
                    {
                        if (!layout.Contains(part.Digest))
                            await layout.ImportBlobAsync(part, services.Store.OpenBlob(part) ?? throw new FileNotFoundException($"The blob {part.Digest} is gone from the store."), cancellationToken).ConfigureAwait(false);
                    }
                    layout.WriteManifest(manifest);
                    await layout.ListAsync(manifest.Descriptor, folder.Name, cancellationToken).ConfigureAwait(false);
                }
                break;
        }
    }
}
