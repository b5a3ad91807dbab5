// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>A part of the build cache that is kept or goes as one.</summary>
internal sealed record CacheUnit
{
    public required StorageKind Kind { get; init; }

    public required string Name { get; init; }

    /// <summary>The room that it takes outside of the store, in bytes.</summary>
    public required long Bytes { get; init; }

    public required DateTimeOffset LastUsed { get; init; }

    /// <summary>Files that name the rest, absolute; they go first.</summary>
    public IReadOnlyList<string> Records { get; init; } = [];

    /// <summary>Its snapshot, or null.</summary>
    public SnapshotId? Snapshot { get; init; }

    /// <summary>Its folder or file, absolute, or null.</summary>
    public string? Path { get; init; }

    /// <summary>The lock that whoever uses it holds, or null where the lease on the store stands for that.</summary>
    public string? Lock { get; init; }

    /// <summary>The blobs of the store that it holds on to.</summary>
    public IReadOnlySet<Digest> Blobs { get; init; } = new HashSet<Digest>();

    /// <summary>Whether nothing can use it any more.</summary>
    public bool IsDead { get; init; }

    /// <summary>Whether the lease on the store must be had before it goes: others rely on it without holding it.</summary>
    public bool NeedsStore => Records.Count > 0 || (Snapshot is null && Lock is null);
}
