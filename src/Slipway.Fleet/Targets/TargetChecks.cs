// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Dockerfile;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>What must hold among the targets of a fleet: names and tags are unique, and what names a target finds it.</summary>
internal sealed class TargetChecks(FleetTargets fleet, List<Diagnostic> diagnostics)
{
    internal void Run()
    {
        CheckNames();
        CheckTags();
        CheckGroups();
        CheckModules();
        foreach (var target in fleet.Targets)
        {
            foreach (var link in target.Links ?? [])
                CheckLink(target, link);
            foreach (var comparison in target.Claims.OfType<ComparisonClaim>())
                Siblings.Resolve(fleet, target, comparison, diagnostics);
        }
    }

    private void CheckNames()
    {
        var images = fleet.File.Images.Select(image => image.Name.Value).ToHashSet(StringComparer.Ordinal);
        foreach (var group in fleet.Targets.GroupBy(target => target.Name))
        {
            var first = group.First();
            if (group.Count() > 1)
                Report(PlaceOf(first), $"{group.Count()} targets are named '{group.Key}'", "use the axes of the matrix in 'name', or leave it out");
            else if (images.Contains(first.Name) && first.Image.Name.Value != first.Name)
                Report(PlaceOf(first), $"the target '{group.Key}' is named like another image", "give it another 'name'");
            else if (TargetSelector.Parse(first.Name) is null)
                Report(PlaceOf(first), $"'{first.Name}' cannot name a target", "use letters, digits and . _ -");
        }
    }

    private void CheckTags()
    {
        var owners = new Dictionary<ImageReference, FleetTarget>();
        foreach (var target in fleet.Targets)
        {
            foreach (var tag in target.Tags.Concat(target.PlatformTags.Select(own => own.Reference)).Distinct())
            {
                if (owners.TryAdd(tag, target))
                    continue;
                Report(
                    PlaceOfTags(target), $"'{tag.Familiar}' is a tag of '{owners[tag].Name}' and of '{target.Name}'",
                    owners[tag].Image == target.Image ? "use the axes of the matrix in 'tags', so that each target has its own" : "give one of them another tag");
            }
        }
    }

    private void CheckGroups()
    {
        foreach (var member in fleet.File.Groups.SelectMany(group => group.Members))
        {
            if (fleet.Resolve(member.Value, out _, out var problem, out var help))
                continue;
            if (!fleet.File.Groups.Any(group => group.Name.Value == member.Value))
                Report(member.Place, problem, help);
        }
        // A circle is told at the first of its groups.
        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (var group in fleet.File.Groups.Where(group => fleet.File.Images.All(image => image.Name.Value != group.Name.Value)))
        {
            if (FindCircle(group, []) is { } circle && circle[0] == group.Name.Value && !told.Overlaps(circle))
            {
                told.UnionWith(circle);
                Report(group.Name.Place, $"groups hold each other in a circle: {string.Join(" → ", circle)}", "take one of them out of the other");
            }
        }
    }

    private List<string>? FindCircle(FleetGroup group, List<string> way)
    {
        if (way.IndexOf(group.Name.Value) is >= 0 and var start)
            return [.. way[start..], group.Name.Value];
        way = [.. way, group.Name.Value];
        return group.Members.Select(member => fleet.File.Groups.FirstOrDefault(other => other.Name.Value == member.Value))
            .OfType<FleetGroup>().Select(next => FindCircle(next, way)).FirstOrDefault(found => found is not null);
    }

    private void CheckModules()
    {
        foreach (var image in fleet.File.Modules.Select(module => module.Image).OfType<Located<string>>())
        {
            if (!fleet.Resolve(image.Value, out var targets, out var problem, out var help))
                Report(image.Place, problem, help);
            else if (targets.Count > 1)
                Report(image.Place, $"'{image.Value}' names {targets.Count} targets, and a module runs one", $"write '{targets[0].Name}', for one");
        }
    }

    private void CheckLink(FleetTarget target, Located<string> link)
    {
        if (!fleet.Resolve(link.Value, out var targets, out var problem, out var help))
            Report(link.Place, problem, Suggestion.Help(link.Value, ["all", "none"]) ?? help);
        else if (targets is [var only] && only == target)
            Report(link.Place, $"'{target.Name}' cannot be linked with itself", "take it out of 'links'");
    }

    private static SourcePlace PlaceOf(FleetTarget target) => target.Image.Settings.Name?.Place ?? target.Image.Name.Place;

    private static SourcePlace PlaceOfTags(FleetTarget target) => target.Image.Settings.Tags is { Count: > 0 } tags
        ? new(tags[0].Place.Source, tags[0].Place.Span.Union(tags[^1].Place.Span))
        : target.Image.Name.Place;

    private void Report(SourcePlace place, string message, string? help = null) => diagnostics.Add(place.Error(message, help));
}
