// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>
/// Draws targets as a tree: each under the one that it needs first, roots at the margin. What else a target needs is said beside it, so
/// that every target stands there once.
/// </summary>
internal sealed class ImageTree
{
    private readonly FleetPlan _plan;
    private readonly IReadOnlyList<FleetTarget> _targets;
    private readonly Dictionary<FleetTarget, List<FleetTarget>> _needs;

    internal ImageTree(FleetPlan plan)
    {
        _plan = plan;
        _targets = plan.Involved;
        var links = plan.Links;
        _needs = new(ReferenceEqualityComparer.Instance);
        foreach (var target in _targets)
            _needs[target] = [.. links.Where(link => ReferenceEquals(link.From, target)).Select(link => link.To)];
    }

    internal void Write(TextWriter writer)
    {
        foreach (var root in _targets.Where(target => _needs[target].Count == 0))
            Write(writer, root, "", "");
    }

    private void Write(TextWriter writer, FleetTarget target, string lead, string below)
    {
        writer.Write($"{lead}{target.Name}{Describe(target)}\n");
        var children = _targets.Where(other => _needs[other].Count > 0 && ReferenceEquals(_needs[other][0], target)).ToList();
        for (var index = 0; index < children.Count; index++)
        {
            var last = index == children.Count - 1;
            Write(writer, children[index], $"{below}{(last ? "└── " : "├── ")}", $"{below}{(last ? "    " : "│   ")}");
        }
    }

    private string Describe(FleetTarget target)
    {
        var steps = _plan.StepsOf(target).ToList();
        var also = _needs[target].Skip(1).Select(other => other.Name).ToList();
        var parts = new List<string>
        {
            string.Join(", ", target.Platforms),
            $"{FleetPlanText.Count(steps.Count, "step")}, {FleetPlanText.Cached(steps)} cached",
        };
        if (target.Tags.Count > 0)
            parts.Add(string.Join(" ", target.Tags.Select(tag => tag.Familiar)));
        if (also.Count > 0)
            parts.Add($"also needs {string.Join(", ", also)}");
        if (!_plan.Targets.Contains(target))
            parts.Add("only as far as it is needed");
        return $"  [{string.Join("; ", parts)}]";
    }
}
