// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Dockerfile;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>Finds targets that need another for a platform that it isn't built for.</summary>
internal static class PlatformGaps
{
    /// <summary>An error for each target that lacks platforms, where it is named, with the way down through those that lack them too.</summary>
    internal static IEnumerable<Diagnostic> Find(IReadOnlyList<FleetLink> links)
    {
        foreach (var link in links)
        {
            var missing = link.Platforms.Where(platform => !Has(link.To, platform)).ToList();
            if (missing.Count == 0)
                continue;
            var way = Follow(link, links, missing);
            var lacking = way.Select(static one => $"'{one.To.Name}'").Distinct().ToList();
            var platforms = string.Join(", ", missing);
            yield return link.Place.Error(
                $"'{link.From.Name}' needs '{link.To.Name}' for {platforms}, and '{link.To.Name}' is built for {string.Join(", ", link.To.Platforms)} alone: "
                    + string.Join(" → ", way.Select(static one => one.To.Name).Prepend(link.From.Name)),
                $"add {platforms} to the platforms of {string.Join(" and of ", lacking)}, or take it from those of '{link.From.Name}'") with
            {
                Notes = [.. way.Select(one => $"'{one.From.Name}' needs '{one.To.Name}' by the name '{one.Name}' at {one.Place}; its platforms are set at {PlaceOf(one.To)}")],
            };
        }
    }

    // Down from the link, as long as there is one below that lacks the same; a circle is told of elsewhere.
    private static List<FleetLink> Follow(FleetLink first, IReadOnlyList<FleetLink> links, List<Platform> missing)
    {
        var way = new List<FleetLink> { first };
        while (links.FirstOrDefault(link => ReferenceEquals(link.From, way[^1].To) && missing.Any(platform => !Has(link.To, platform)) && !way.Exists(one => one.From == link.To)) is { } next)
            way.Add(next);
        return way;
    }

    private static SourcePlace PlaceOf(FleetTarget target) => target.Image.Settings.Platforms is [var first, ..] ? first.Place : target.Image.Name.Place;

    private static bool Has(FleetTarget target, Platform wanted) => target.Platforms.Any(platform => platform.Satisfies(wanted));
}
