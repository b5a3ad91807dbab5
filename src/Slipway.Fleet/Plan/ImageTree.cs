// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>
/// Draws targets as a tree: each under the one that it needs first, roots at the margin, with the name by which it calls it and where. What else a target
/// needs is said beside it, so that every target stands there once.
/// </summary>
internal sealed class ImageTree
{
    private readonly FleetPlan _plan;
    private readonly ILookup<string, FleetLink> _needs;
    private readonly ILookup<string, FleetTarget> _children;

    internal ImageTree(FleetPlan plan)
    {
        _plan = plan;
        _needs = plan.Links.ToLookup(static link => link.From.Name);
        _children = plan.Involved.Where(target => _needs[target.Name].Any()).ToLookup(target => _needs[target.Name].First().To.Name);
    }

    internal void Write(TextWriter writer)
    {
        foreach (var root in _plan.Involved.Where(target => !_needs[target.Name].Any()))
            Write(writer, root, "", "");
    }

    private void Write(TextWriter writer, FleetTarget target, string lead, string below)
    {
        writer.Write($"{lead}{target.Name}{Describe(target)}\n");
        var children = _children[target.Name].ToList();
        foreach (var (index, child) in children.Index())
        {
            var last = index == children.Count - 1;
            Write(writer, child, $"{below}{(last ? "└── " : "├── ")}", $"{below}{(last ? "    " : "│   ")}");
        }
    }

    private string Describe(FleetTarget target)
    {
        var steps = _plan.StepsOf(target).ToList();
        var parts = new List<string>
        {
            string.Join(", ", target.Platforms),
            $"{FleetPlanText.Count(steps.Count, "step")}, {FleetPlanText.Cached(steps)} cached",
        };
        if (target.Tags.Count > 0)
            parts.Add(string.Join(" ", target.Tags.Select(tag => tag.Familiar)));
        var needs = _needs[target.Name].ToList();
        if (needs.Count > 0)
            parts.Add($"by {By(needs[0])}");
        if (needs.Count > 1)
            parts.Add($"also needs {string.Join(", ", needs.Skip(1).Select(static link => $"{link.To.Name} by {By(link)}"))}");
        if (!_plan.IsRequested(target))
            parts.Add("only as far as it is needed");
        return $"  [{string.Join("; ", parts)}]";
    }

    private static string By(FleetLink link) => $"'{link.Name}' at {link.Place}";
}
