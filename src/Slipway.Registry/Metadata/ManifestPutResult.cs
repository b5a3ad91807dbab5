// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>What came of storing a manifest: stored when nothing stands against it.</summary>
internal sealed record ManifestPutResult
{
    /// <summary>What it names and the repository doesn't hold.</summary>
    public IReadOnlyList<Digest> Missing { get; init; } = [];

    /// <summary>How many parts of a stored manifest the repository doesn't hold, for they may be missing.</summary>
    public int Absent { get; init; }

    /// <summary>What it names with another size than it has: the part, and the real size in bytes.</summary>
    public IReadOnlyList<(ManifestPart Part, long Size)> OfOtherSize { get; init; } = [];

    /// <summary>The tag that names another image and may not be set anew, or null.</summary>
    public Tag? Overwritten { get; init; }

    /// <summary>Whether it is stored.</summary>
    public bool IsStored => Missing.Count == 0 && OfOtherSize.Count == 0 && Overwritten is null;
}
