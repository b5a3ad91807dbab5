// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;

namespace Slipway.Fleet;

/// <summary>What the command line says of a field: its key behind the pattern, the values given, and whether they are added.</summary>
internal sealed record BakeOverride(string Key, string Field, string? Name, List<string> Values, BakeMerge Merge, SourcePlace Place)
{
    internal string Value => Values[^1];
}
