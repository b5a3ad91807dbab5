// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>What <see cref="StoragePruner"/> takes away.</summary>
public sealed record PruneOptions
{
    /// <summary>The names to take away, and the images without one. The default is none.</summary>
    public IReadOnlyList<StoredReference> Images { get; init; } = [];

    /// <summary>Manifests that stay whatever names them, with all they consist of: those of installed modules. The default is none.</summary>
    public IReadOnlyList<Digest> Held { get; init; } = [];

    /// <summary>How much of the build cache goes. The default is what is dead.</summary>
    public CachePruning Cache { get; init; } = CachePruning.Dead;

    /// <summary>Only what was not used since goes of the build cache; null, the default, asks for no age.</summary>
    public DateTimeOffset? UnusedSince { get; init; }

    /// <summary>The build cache is pruned, the longest unused first, until it takes no more bytes than this; null, the default, prunes all that may go.</summary>
    public long? MaxCacheBytes { get; init => field = value is null or >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A size is not negative."); }

    /// <summary>Whether it is only told what would go. The default is false.</summary>
    public bool IsDryRun { get; init; }
}
