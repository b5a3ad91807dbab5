// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;

namespace Slipway.Fleet;

/// <summary>The axes of an image's variants. The first axis turns slowest; the order is the file's.</summary>
/// <param name="Axes">The axes.</param>
/// <param name="Exclude">Combinations that are left out.</param>
/// <param name="Include">Combinations that are added at the end; each names every axis, with values that may be new.</param>
/// <param name="Place">Where it stands.</param>
public sealed record FleetMatrix(
    IReadOnlyList<MatrixAxis> Axes, IReadOnlyList<MatrixRule> Exclude, IReadOnlyList<MatrixRule> Include, SourcePlace Place)
{
    /// <summary>The most targets that one image may have.</summary>
    public const int MaxCombinations = 1024;

    /// <summary>The combinations, in order: the first axis turns slowest, what is included comes last.</summary>
    public IReadOnlyList<IReadOnlyList<AxisValue>> Combine()
    {
        IEnumerable<IReadOnlyList<AxisValue>> combinations = [[]];
        foreach (var axis in Axes)
            combinations = combinations.SelectMany(
                _ => axis.Values, (before, value) => (IReadOnlyList<AxisValue>)[.. before, new(axis.Name.Value, value.Value)]);
        return
        [
            .. combinations.Where(combination => !Exclude.Any(rule => rule.Covers(combination))),
            .. Include.Select(rule => Axes.Select(axis => new AxisValue(axis.Name.Value, rule.ValueOf(axis.Name.Value))).ToList()),
        ];
    }

    /// <summary>All values of an axis, those that only an included combination has at the end; empty for an axis that isn't there.</summary>
    public IReadOnlyList<string> ValuesOf(string axis) =>
    [
        .. Axes.Where(own => own.Name.Value == axis).SelectMany(own => own.Values.Select(value => value.Value))
            .Concat(Include.SelectMany(rule => rule.Match).Where(match => match.Axis.Value == axis).SelectMany(match => match.Values).Select(value => value.Value))
            .Distinct(),
    ];
}
