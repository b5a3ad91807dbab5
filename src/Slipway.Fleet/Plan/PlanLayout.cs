// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>
/// Where the images of a plan stand in a picture. The column is how many images lie before one at most. Rows are those of a tree in which each image hangs on
/// the last of those it needs: images at the end get rows one after the other, others stand in the middle of what hangs on them.
/// </summary>
internal sealed class PlanLayout
{
    private readonly FleetPlan _plan;
    private readonly ILookup<string, FleetTarget> _needs;
    private readonly Dictionary<string, int> _columns = [];
    private readonly Dictionary<string, double> _rows = [];
    private readonly ILookup<string, FleetTarget> _children;
    private int _next;

    internal PlanLayout(FleetPlan plan)
    {
        _plan = plan;
        _needs = plan.Links.ToLookup(static link => link.From.Name, static link => link.To);
        foreach (var target in plan.Involved)
            ColumnOf(target);
        _children = plan.Involved.Where(target => _needs[target.Name].Any()).ToLookup(target => _needs[target.Name].MaxBy(ColumnOf)!.Name);
        foreach (var root in plan.Involved.Where(target => !_needs[target.Name].Any()))
            PlaceRow(root);
    }

    /// <summary>How many columns there are.</summary>
    internal int Columns => _plan.Involved.Count == 0 ? 0 : _columns.Values.Max() + 1;

    /// <summary>How many rows there are.</summary>
    internal int Rows => _next;

    /// <summary>The column of an image, from 0.</summary>
    internal int ColumnOf(FleetTarget target)
    {
        if (!_columns.TryGetValue(target.Name, out var column))
            _columns[target.Name] = column = _needs[target.Name].Select(needed => ColumnOf(needed) + 1).DefaultIfEmpty(0).Max();
        return column;
    }

    /// <summary>The row of an image, from 0; between two rows for some.</summary>
    internal double RowOf(FleetTarget target) => _rows[target.Name];

    private double PlaceRow(FleetTarget target)
    {
        var below = _children[target.Name].Select(PlaceRow).ToList();
        return _rows[target.Name] = below.Count == 0 ? _next++ : (below[0] + below[^1]) / 2;
    }
}
