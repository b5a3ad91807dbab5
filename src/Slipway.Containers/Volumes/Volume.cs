// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>A folder that containers keep data in, by name.</summary>
public sealed record Volume
{
    /// <summary>Its name, no other's.</summary>
    public required string Name { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Labels by name.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether nobody gave it a name: it goes with the container that removes itself, and with who prunes.</summary>
    public bool IsNameless { get; init; }
}
