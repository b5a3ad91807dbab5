// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;

namespace Slipway.Fleet;

/// <summary>Combinations that a matrix leaves out, or one that it adds.</summary>
public sealed record MatrixRule(IReadOnlyList<AxisMatch> Match, SourcePlace Place)
{
    /// <summary>Whether a combination is one of those meant.</summary>
    public bool Covers(IReadOnlyList<AxisValue> combination) => Match.All(match => match.Covers(combination));

    internal string ValueOf(string axis) => Match.First(match => match.Axis.Value == axis).Values[0].Value;
}
