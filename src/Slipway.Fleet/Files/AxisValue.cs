// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>The value that a target has on an axis of its image's matrix.</summary>
public sealed record AxisValue(string Axis, string Value)
{
    /// <summary><c>axis=value</c>.</summary>
    public override string ToString() => $"{Axis}={Value}";
}
