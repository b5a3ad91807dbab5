// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>What a collection took, or would take.</summary>
public sealed record CollectionReport
{
    /// <summary>The blobs that nothing needs, with their sizes in bytes.</summary>
    public required IReadOnlyList<(Digest Digest, long Size)> Blobs { get; init; }

    /// <summary>The manifests that no tag leads to, where the settings say that they go. A dry run doesn't follow what they alone need.</summary>
    public required IReadOnlyList<(RepositoryName Repository, Digest Digest)> Manifests { get; init; }

    /// <summary>How many unfinished uploads had expired.</summary>
    public required int Uploads { get; init; }

    /// <summary>How many files had no record, as a crash leaves them.</summary>
    public required int Orphans { get; init; }

    /// <summary>The bytes of the blobs.</summary>
    public long Bytes => Blobs.Sum(static blob => blob.Size);
}
