// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>A snapshot and when it was used last.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Path">Its folder.</param>
/// <param name="LastUsed">When a process held it last.</param>
internal sealed record SnapshotFiles(SnapshotId Id, string Path, DateTimeOffset LastUsed)
{
    /// <summary>The snapshots of a home.</summary>
    public static IEnumerable<SnapshotFiles> List(SlipwayHome home)
    {
        var store = new SnapshotStore(home, TimeProvider.System);
        return store.List().Select(id => new SnapshotFiles(id, store.GetFolder(id), store.GetLastUsed(id)));
    }

    /// <summary>The room that its files take, in bytes.</summary>
    public long Measure() => TreeSize.Measure(Path);
}
