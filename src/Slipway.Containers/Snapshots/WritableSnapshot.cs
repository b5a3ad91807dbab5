// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Containers;

/// <summary>
/// Where a step writes: the upper directory of an overlay. It is committed under the step's name or thrown away; if this process dies, the next
/// <see cref="LeftoverSweep"/> throws it away.
/// </summary>
public sealed class WritableSnapshot : IDisposable
{
    private readonly SnapshotStore _store;
    private readonly string _folder;
    private readonly FileLock _lease;
    private bool _isDone;

    internal WritableSnapshot(SnapshotStore store, string folder, FileLock lease) => (_store, _folder, _lease) = (store, folder, lease);

    /// <summary>The directory that takes the changes, to read them from when the step is done.</summary>
    public string UpperPath => Path.Combine(_folder, SnapshotStore.TreeName);

    internal string WorkPath => Path.Combine(_folder, "work");

    /// <summary>The root file system of a step: snapshots below, this one on top.</summary>
    /// <param name="lowers">What the step sees, the topmost first; none for an empty root.</param>
    public RootFileSystem Over(IEnumerable<Snapshot> lowers)
    {
        // A volatile overlay doesn't take a work directory twice, and a step that failed may be looked into where it ran.
        var used = Path.Combine(WorkPath, "work");
        if (Directory.Exists(used))
            LinuxFile.RemoveTree(used);
        return new() { Lowers = [.. lowers.Select(lower => lower.Path)], Upper = UpperPath, Work = WorkPath, Durability = OverlayDurability.Volatile };
    }

    /// <summary>Records it under its final name. It must not be mounted any more. If another process recorded the same step first, that one is taken.</summary>
    /// <returns>The snapshot, held.</returns>
    /// <exception cref="NativeException">The disk refused.</exception>
    public Task<Snapshot> CommitAsync(Digest contentKey, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDone, this);
        LinuxFile.RemoveTree(WorkPath, cancellationToken);
        return _store.RecordAsync(SnapshotId.Step(contentKey), _folder, [], cancellationToken);
    }

    /// <summary>Throws it away, unless it was committed.</summary>
    public void Dispose()
    {
        if (_isDone)
            return;
        _isDone = true;
        LinuxFile.RemoveTree(_folder, CancellationToken.None);
        LinuxFile.Remove(_lease.Path);
        _lease.Dispose();
    }
}
