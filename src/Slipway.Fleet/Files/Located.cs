// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;

namespace Slipway.Fleet;

/// <summary>A value of a fleet file and where it stands.</summary>
/// <param name="Value">The value.</param>
/// <param name="Place">Where it stands.</param>
public sealed record Located<T>(T Value, SourcePlace Place)
{
    /// <summary>The value.</summary>
    public override string ToString() => Value?.ToString() ?? "";
}
