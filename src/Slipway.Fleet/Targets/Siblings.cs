// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>Finds the sibling that a saving is claimed against.</summary>
internal static class Siblings
{
    /// <summary>
    /// The target that <paramref name="saving"/> names: the variant of the same image that differs in one axis alone and has this value
    /// there, or else any target by its name or selector. Null, with a report, when there isn't exactly one.
    /// </summary>
    internal static FleetTarget? Resolve(FleetTargets fleet, FleetTarget target, SavingClaim saving, List<Diagnostic>? diagnostics)
    {
        var name = saving.Sibling;
        var (found, problem, help) = Find(fleet, target, name);
        if (found == target)
            (found, problem, help) = (
                null, $"'{target.Name}' cannot save anything against itself", "claim the saving under 'when' for the other variants");
        if (found is null)
            diagnostics?.Add(saving.Place.Error(problem!, help));
        return found;
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
            null, $"'{name}' names {named.Count} targets, and a saving is against one", $"write '{named[0].Name}', for one");
    }

    private static bool DiffersBy(FleetTarget other, FleetTarget target, string value)
    {
        var differences = other.Axes.Except(target.Axes).ToList();
        return differences.Count == 1 && differences[0].Value == value;
    }
}
