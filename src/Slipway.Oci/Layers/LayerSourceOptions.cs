// SPDX-License-Identifier: Apache-2.0
using System.Collections.Frozen;

namespace Slipway.Oci.Layers;

/// <summary>What of a tree goes into a layer.</summary>
public sealed record LayerSourceOptions
{
    /// <summary>All of it.</summary>
    public static LayerSourceOptions Default { get; } = new();

    /// <summary>Paths (see <see cref="LayerPath"/>) that are left out with all below them, such as the stubs that a runtime made to mount on. The default is none.</summary>
    public IReadOnlySet<string> ExcludedPaths { get; init; } = FrozenSet<string>.Empty;
}
