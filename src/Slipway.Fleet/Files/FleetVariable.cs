// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>A variable of a fleet file: a word in braces whose value may come from outside.</summary>
public sealed record FleetVariable
{
    /// <summary>Its name.</summary>
    public required Located<string> Name { get; init; }

    /// <summary>Its value: what <c>--var</c> says, else the environment's variable of its name, else the default; null where none of them does.</summary>
    public string? Value { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }
}
