// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci.Layers;

namespace Slipway.Build;

/// <summary>
/// In which form each step's result is wanted: as a layer where it is shipped, as a snapshot where something executes on it or reads it as files. Of a step
/// that is only shipped nothing is unpacked.
/// </summary>
internal sealed class StepForms
{
    private readonly Dictionary<Vertex, HashSet<LayerOptions>> _shipped = [];
    private readonly HashSet<Vertex> _entered = [];

    /// <param name="images">What is built.</param>
    /// <param name="ordered">All vertices of it.</param>
    /// <param name="formsOf">How the layers of a target are written, once for each form that its outputs want.</param>
    public StepForms(IReadOnlyList<LoweredImage> images, IReadOnlyList<Vertex> ordered, Func<BuildTarget, IReadOnlyList<LayerOptions>> formsOf)
    {
        foreach (var image in images)
        {
            foreach (var form in formsOf(image.Target))
                Ship(image.State.Root, form);
            if (image.Target.Outputs.Any(static output => output is LocalOutput or TarOutput))
                Enter(image.State.Root);
        }
        foreach (var vertex in ordered)
        {
            // A copy of a context or a download needs no tree of a stage.
            if (vertex.Operation is RunOperation)
                Enter(vertex.Root);
            foreach (var source in vertex.Sources)
                Enter(source);
        }
    }

    /// <summary>The forms in which a step's layer is shipped; none if it isn't.</summary>
    public IReadOnlyCollection<LayerOptions> Shipped(Vertex vertex) => _shipped.GetValueOrDefault(vertex, []);

    /// <summary>The layer that a step's result can be made as at once, because nothing needs its files; null where something does.</summary>
    public LayerOptions? LayerAlone(Vertex vertex) => !_entered.Contains(vertex) && _shipped.TryGetValue(vertex, out var forms)
        // Of a layer with clamped times none with others can be made.
        && forms.Select(static form => form.LatestModified).Distinct().Count() == 1 ? forms.First() : null;

    // The steps whose layers are shipped: those on the way from an image's last step down to its base.
    private void Ship(Vertex? root, LayerOptions options)
    {
        for (var vertex = root; vertex is not null; vertex = vertex.Root)
        {
            if (!_shipped.TryGetValue(vertex, out var forms))
                _shipped[vertex] = forms = [];
            if (!forms.Add(options))
                break;
        }
    }

    private void Enter(Vertex? root)
    {
        for (var vertex = root; vertex is not null && _entered.Add(vertex); vertex = vertex.Root)
        {
            // All of it is part of the tree.
        }
    }
}
