// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>A target that stands on another of its fleet, or copies from it.</summary>
/// <param name="From">The target that needs the other.</param>
/// <param name="To">The target that it needs.</param>
/// <param name="Name">The name that it calls it by.</param>
/// <param name="Place">Where it does, in a Dockerfile or in the fleet file.</param>
public sealed record FleetLink(FleetTarget From, FleetTarget To, string Name, SourcePlace Place)
{
    /// <summary>The platforms for which it needs it.</summary>
    public IReadOnlyList<Platform> Platforms { get; init; } = [];
}
