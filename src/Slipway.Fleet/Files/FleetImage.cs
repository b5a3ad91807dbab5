// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>An image of a fleet file: one target, or one for each combination of its matrix.</summary>
public sealed record FleetImage
{
    /// <summary>Its name in the file.</summary>
    public required Located<string> Name { get; init; }

    /// <summary>The images that it takes settings from; of two, the later wins.</summary>
    public IReadOnlyList<Located<string>> Inherits { get; init; } = [];

    /// <summary>Its matrix; null if it has one target.</summary>
    public FleetMatrix? Matrix { get; init; }

    /// <summary>What it says itself.</summary>
    public required ImageSettings Settings { get; init; }

    /// <summary>What is said for some of its combinations, in the order of the file.</summary>
    public IReadOnlyList<ImageVariation> When { get; init; } = [];

    /// <summary>What is said beside the file, and wins over it.</summary>
    public IReadOnlyList<ImageSettings> Overrides { get; init; } = [];

    /// <summary>Whether it is there to be inherited from only: its name begins with <c>_</c>.</summary>
    public bool IsTemplate => Name.Value.StartsWith('_');
}
