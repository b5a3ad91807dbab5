// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Dockerfile;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>Finds what a size is claimed to differ from.</summary>
internal static class Siblings
{
    private const string ReportExtension = ".json";

    /// <summary>
    /// What <paramref name="claim"/> names: the variant of the same image that differs in one axis alone and has this value there, or else any
    /// target by its name or selector; a report by its file, which ends in <c>.json</c>; an image by a name that has a <c>:</c>, <c>/</c> or
    /// <c>@</c>. Null, with a report, when there isn't exactly one.
    /// </summary>
    internal static ComparedWith? Resolve(FleetTargets fleet, FleetTarget target, ComparisonClaim claim, List<Diagnostic>? diagnostics)
    {
        var name = claim.Against;
        if (name.EndsWith(ReportExtension, StringComparison.Ordinal))
            return new ComparedReport(Path.GetFullPath(name, fleet.File.Folder));
        var (found, problem, help) = Find(fleet, target, name);
        if (found is null && name.AsSpan().IndexOfAny(":/@") >= 0 && TargetSelector.Parse(name) is not { Axes.Count: > 0 }
            && ImageReference.TryParse(name, out var reference, out _))
            return new ComparedImage(reference);
        if (found == target)
            (found, problem, help) = (
                null, $"'{target.Name}' cannot be compared with itself", "claim the difference under 'when' for the other variants");
        if (found is null)
            diagnostics?.Add(claim.Place.Error(problem!, help));
        return found is null ? null : new ComparedTarget(found);
    }

    private static (FleetTarget? Found, string? Problem, string? Help) Find(FleetTargets fleet, FleetTarget target, string name)
    {
        var variants = fleet.Targets.Where(other => other.Image == target.Image && DiffersBy(other, target, name)).ToList();
        if (variants.Count == 1)
            return (variants[0], null, null);
        if (variants.Count > 1)
            return (null, $"'{name}' is a value of several axes of '{target.Image.Name.Value}'", $"write '{variants[0].Name}', for one");
        if (target.Axes.Any(axis => axis.Value == name))
            return (target, null, null);
        if (!fleet.Resolve(name, out var named, out var problem, out var help))
        {
            var values = target.Image.Matrix?.Axes.SelectMany(axis => axis.Values.Select(value => value.Value)) ?? [];
            return (null, $"there is no sibling '{name}' of '{target.Name}': {problem}", Suggestion.Help(name, values) ?? help);
        }
        return named.Count == 1 ? (named[0], null, null) : (
            null, $"'{name}' names {named.Count} targets, and a size is compared with one", $"write '{named[0].Name}', for one");
    }

    private static bool DiffersBy(FleetTarget other, FleetTarget target, string value)
    {
        var differences = other.Axes.Except(target.Axes).ToList();
        return differences.Count == 1 && differences[0].Value == value;
    }
}
