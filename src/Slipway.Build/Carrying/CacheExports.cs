// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci.Layers;

namespace Slipway.Build;

/// <summary>Carries the cache of a request whose targets are all built to where its options say.</summary>
internal sealed class CacheExports(CacheCarrier carrier, ImageHanding handing, StepReporter reporter, BuildRequest request)
{
    /// <summary>Carries it to one place after the other.</summary>
    /// <param name="images">What was built.</param>
    /// <param name="ordered">All vertices of it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Why it could not be carried to one that it must be in; null where it is in all.</returns>
    public async Task<BuildFailure?> CarryAsync(IReadOnlyList<LoweredImage> images, IReadOnlyList<Vertex> ordered, CancellationToken cancellationToken)
    {
        var forms = new StepForms(images, ordered, target => TargetExporter.FormsOf(target, request.Options));
        var others = request.Targets.SelectMany(target => TargetExporter.FormsOf(target, request.Options)).FirstOrDefault() ?? LayerOptions.Default;
        var chain = ChainOf(images);
        foreach (var export in request.Options.CacheExports.Where(static export => export.Place is not CachePlace.InImages))
        {
            try
            {
                await handing.CarryAsync(request.Targets[0], export, progress => carrier.CarryAsync(
                    export, chain, vertex => forms.Shipped(vertex) is { Count: > 0 } shipped ? shipped : [others], progress, cancellationToken)).ConfigureAwait(false);
            }
            catch (StepException problem)
            {
                if (!export.IgnoresErrors)
                    return new() { Kind = problem.Kind, Message = problem.Message, IsTransient = problem.IsTransient };
                reporter.Note(problem.Message);
            }
        }
        return null;
    }

    // The steps on the way from the images down to their bases.
    private static HashSet<Vertex> ChainOf(IReadOnlyList<LoweredImage> images)
    {
        var chain = new HashSet<Vertex>();
        foreach (var image in images)
        {
            for (var vertex = image.State.Root; vertex is not null && chain.Add(vertex); vertex = vertex.Root)
            {
                // All of it is part of the image.
            }
        }
        return chain;
    }
}
