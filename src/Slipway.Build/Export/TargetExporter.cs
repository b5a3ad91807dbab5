// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;
using Slipway.Oci.Layers;

namespace Slipway.Build;

/// <summary>Takes a whole target to its outputs.</summary>
internal sealed class TargetExporter(BuildServices services, BuildCache cache, TreeStore trees, CacheCarrier carrier, StepReporter reporter, BuildOptions options)
{
    /// <summary>The forms that a target's layers are written in, each once; none where no output holds layers.</summary>
    public static IReadOnlyList<LayerOptions> FormsOf(BuildTarget target, BuildOptions options) =>
        [.. target.Outputs.OfType<ImageOutput>().Select(output => ImageForm.Of(target, output, options).Layers).Distinct()];

    /// <summary>Exports a target.</summary>
    /// <param name="target">Which.</param>
    /// <param name="solved">Its platforms with their files.</param>
    /// <param name="solver">Knows what steps came to.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The image of the first output that is one; null where none is.</returns>
    public async Task<AssembledImage?> ExportAsync(
        BuildTarget target, IReadOnlyList<(LoweredImage Image, StepResult? Result)> solved, Solver solver, CancellationToken cancellationToken)
    {
        var writer = new OutputWriter(services, trees, options, reporter);
        var handing = new ImageHanding(services, reporter);
        AssembledImage? first = null;
        foreach (var output in target.Outputs)
        {
            if (output is not ImageOutput image)
            {
                await writer.WriteFilesAsync(output, [.. solved.Select(static one => (one.Image.Platform, one.Result))], cancellationToken).ConfigureAwait(false);
                continue;
            }
            var assembled = await AssembleAsync(target, ImageForm.Of(target, image, options), solved, solver, cancellationToken).ConfigureAwait(false);
            first ??= assembled;
            await writer.WriteImageAsync(image, target, assembled, cancellationToken).ConfigureAwait(false);
            await handing.HandAsync(image, target, assembled, cancellationToken).ConfigureAwait(false);
        }
        return first;
    }

    private async Task<AssembledImage> AssembleAsync(
        BuildTarget target, ImageForm form, IReadOnlyList<(LoweredImage Image, StepResult? Result)> solved, Solver solver, CancellationToken cancellationToken)
    {
        var assembly = new ImageAssembly(services.Store, cache, trees, services.Time);
        var platforms = new List<PlatformResult>();
        foreach (var (image, result) in solved)
        {
            var results = await ResultsAsync(image, solver).ConfigureAwait(false);
            var inside = options.CacheExports.Any(static export => export.Place is CachePlace.InImages) ? await carrier.DescribeAsync(result, form.Layers, cancellationToken).ConfigureAwait(false) : null;
            var (manifest, size) = await assembly.WriteAsync(image, result, vertex => results[vertex], form, inside, cancellationToken).ConfigureAwait(false);
            var (run, cached) = solver.Count(image.State.Root is { } root ? BuildGraph.Order([root]) : []);
            platforms.Add(new() { Platform = image.Platform, Manifest = manifest, CompressedSize = size, StepsRun = run, StepsCached = cached });
        }
        return platforms.Count == 1
            ? new(platforms[0].Manifest, platforms, form.AnnotationsOf(AnnotationPlace.ManifestDescriptor, platforms[0].Platform))
            : new(WriteIndex(platforms, form), platforms, form.AnnotationsOf(AnnotationPlace.IndexDescriptor, null));
    }

    private static async Task<Dictionary<Vertex, StepResult>> ResultsAsync(LoweredImage image, Solver solver)
    {
        var results = new Dictionary<Vertex, StepResult>();
        foreach (var vertex in image.State.History.Select(static item => item.Layer).OfType<Vertex>())
            results[vertex] = await solver.SolveAsync(vertex).ConfigureAwait(false);
        return results;
    }

    private Descriptor WriteIndex(IReadOnlyList<PlatformResult> platforms, ImageForm form) => services.Store.WriteManifest(ManifestBlob.Create(new ImageIndex
    {
        Manifests =
        [
            .. platforms.Select(platform => platform.Manifest with
            {
                Platform = platform.Platform,
                Annotations = form.AnnotationsOf(AnnotationPlace.ManifestDescriptor, platform.Platform, platform.Manifest.Annotations),
            }),
        ],
        Annotations = form.AnnotationsOf(AnnotationPlace.Index, null),
    }));
}
