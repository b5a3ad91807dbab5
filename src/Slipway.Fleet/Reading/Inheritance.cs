// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>Which images take settings from which.</summary>
internal static class Inheritance
{
    /// <summary>Each circle once, as the names on its way, the first again at the end.</summary>
    internal static IEnumerable<IReadOnlyList<Located<string>>> Cycles(IReadOnlyList<FleetImage> images)
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var image in images)
        {
            if (Find(image, images, [], done) is { } cycle)
                yield return cycle;
        }
    }

    /// <summary>
    /// The settings of an image with all it inherits: from left to right, later ones over earlier ones, its own over all of them.
    /// A circle, reported elsewhere, ends where it closes.
    /// </summary>
    internal static ImageSettings Resolve(FleetImage image, IReadOnlyList<FleetImage> images) => Resolve(image, images, []);

    private static ImageSettings Resolve(FleetImage image, IReadOnlyList<FleetImage> images, HashSet<string> open)
    {
        if (!open.Add(image.Name.Value))
            return ImageSettings.Empty;
        var settings = ImageSettings.Empty;
        foreach (var parent in image.Inherits)
        {
            if (images.FirstOrDefault(other => other.Name.Value == parent.Value) is { } found)
                settings = settings.Under(Resolve(found, images, open));
        }
        open.Remove(image.Name.Value);
        return settings.Under(image.Settings);
    }

    private static List<Located<string>>? Find(FleetImage image, IReadOnlyList<FleetImage> images, List<Located<string>> way, HashSet<string> done)
    {
        var start = way.FindIndex(step => step.Value == image.Name.Value);
        if (start >= 0)
            return way[start..];
        if (!done.Add(image.Name.Value))
            return null;
        foreach (var parent in image.Inherits)
        {
            var next = images.FirstOrDefault(other => other.Name.Value == parent.Value);
            if (next is null)
                continue;
            // Each step of the way is shown where the image says it inherits the next.
            var step = new Located<string>(image.Name.Value, parent.Place);
            if (Find(next, images, [.. way, step], done) is { } cycle)
                return cycle[^1].Value == cycle[0].Value && cycle.Count > 1 ? cycle : [.. cycle, cycle[0]];
        }
        return null;
    }
}
