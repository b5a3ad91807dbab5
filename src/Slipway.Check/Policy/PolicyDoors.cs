// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Check;

/// <summary>Where images are let in.</summary>
[Flags]
public enum PolicyDoors
{
    /// <summary>Nowhere.</summary>
    None = 0,

    /// <summary>A fleet's image is published.</summary>
    Publish = 1,

    /// <summary>An image gets a tag in our registry.</summary>
    Push = 2,

    /// <summary>An image becomes a module.</summary>
    Install = 4,

    /// <summary>An image takes the place of a module's.</summary>
    Upgrade = 8,

    /// <summary>All of them.</summary>
    All = Publish | Push | Install | Upgrade,
}
