// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>A recorded file tree, in overlayfs's form (whiteouts are character devices 0:0), held so that nobody deletes it. Nothing in it may be changed.</summary>
public sealed class Snapshot : IDisposable
{
    private readonly FileLock _lease;

    internal Snapshot(SnapshotId id, string path, FileLock lease) => (Id, Path, _lease) = (id, path, lease);

    /// <summary>Its name.</summary>
    public SnapshotId Id { get; }

    /// <summary>The directory to mount as a lower directory.</summary>
    public string Path { get; }

    /// <summary>The paths of the layer's device nodes that are not there, because nobody but the machine's root can make one.</summary>
    public IReadOnlyList<string> LeftOutDevices { get; internal init; } = [];

    /// <summary>Lets others delete it.</summary>
    public void Dispose() => _lease.Dispose();
}
