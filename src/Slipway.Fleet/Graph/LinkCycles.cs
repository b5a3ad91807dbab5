// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>Finds targets that stand on themselves through others.</summary>
internal static class LinkCycles
{
    /// <summary>An error for each circle, at one of its links, with the others as notes.</summary>
    internal static IEnumerable<Diagnostic> Find(IReadOnlyList<FleetTarget> targets, IReadOnlyList<FleetLink> links)
    {
        var done = new HashSet<FleetTarget>(ReferenceEqualityComparer.Instance);
        foreach (var target in targets)
        {
            if (Find(target, links, [], done) is not { } circle)
                continue;
            var first = circle[0];
            yield return first.Place.Error(
                $"images stand on each other in a circle: {string.Join(" → ", circle.Select(link => link.From.Name))} → {first.From.Name}", "take one of the links away") with
            {
                Notes = [.. circle.Select(link => $"'{link.From.Name}' needs '{link.To.Name}' by the name '{link.Name}' at {link.Place}")],
            };
        }
    }

    private static List<FleetLink>? Find(FleetTarget target, IReadOnlyList<FleetLink> links, List<FleetLink> way, HashSet<FleetTarget> done)
    {
        var start = way.FindIndex(link => ReferenceEquals(link.From, target));
        if (start >= 0)
            return way[start..];
        if (!done.Add(target))
            return null;
        foreach (var link in links.Where(link => ReferenceEquals(link.From, target)))
        {
            if (Find(link.To, links, [.. way, link], done) is { } circle)
                return circle;
        }
        return null;
    }
}
