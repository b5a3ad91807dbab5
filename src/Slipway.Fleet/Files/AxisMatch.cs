// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>An axis of a matrix and the values of it that are meant, any of them.</summary>
public sealed record AxisMatch(Located<string> Axis, IReadOnlyList<Located<string>> Values)
{
    /// <summary>Whether a combination has one of the values.</summary>
    public bool Covers(IEnumerable<AxisValue> combination) =>
        combination.Any(own => own.Axis == Axis.Value && Values.Any(value => value.Value == own.Value));
}
