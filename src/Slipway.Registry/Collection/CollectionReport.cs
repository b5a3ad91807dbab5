// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>What a collection took, or would take, and why.</summary>
public sealed record CollectionReport
{
    /// <summary>The manifests that no tag leads to, where the settings say that they go.</summary>
    public required IReadOnlyList<CollectedManifest> Manifests { get; init; }

    /// <summary>What repositories held without need. It frees nothing but the room in their namespaces.</summary>
    public required IReadOnlyList<CollectedLink> Links { get; init; }

    /// <summary>The blobs that nothing needs.</summary>
    public required IReadOnlyList<CollectedBlob> Blobs { get; init; }

    /// <summary>The unfinished uploads that had expired.</summary>
    public required IReadOnlyList<CollectedUpload> Uploads { get; init; }

    /// <summary>The files that no record names, as a crash leaves them, and those put aside for longer than they are kept.</summary>
    public required IReadOnlyList<string> Orphans { get; init; }

    /// <summary>The bytes of the blobs.</summary>
    public long Bytes => Blobs.Sum(static blob => blob.Size);
}
