// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Registry.Tests;

/// <summary>
/// What clients were told. Between a commit and its acknowledgement no other process has a turn and no power is cut, so that what was told is exactly what
/// must be there.
/// </summary>
internal sealed class StorageHistory
{
    /// <summary>What each tag names, by <c>repository:tag</c>; those that are gone have none.</summary>
    public Dictionary<string, Digest> Tags { get; } = [];

    /// <summary>When a client was last told that a repository durably holds a blob.</summary>
    public Dictionary<(RepositoryName Repository, Digest Blob), DateTimeOffset> Blobs { get; } = [];

    /// <summary>Blobs that someone meant to take from a repository: nobody was promised these.</summary>
    public HashSet<(RepositoryName Repository, Digest Blob)> Unlinked { get; } = [];

    /// <summary>Uploads that were begun and may be gone on with by anyone.</summary>
    public List<(RepositoryName Repository, string Id, byte[] Content)> Uploads { get; } = [];

    /// <summary>What went wrong.</summary>
    public List<string> Complaints { get; } = [];
}
