// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>The snapshots of a file tree, held, the topmost first; mounted read-only when somebody looks into it.</summary>
internal sealed class HeldTree(IReadOnlyList<Snapshot> snapshots, SlipwayHome home) : IDisposable
{
    private readonly Lock _mounting = new();
    private MountedRoot? _mounted;
    private TreeView? _view;
    private bool _isDisposed;

    /// <summary>The snapshots, the topmost first; they are the owner's.</summary>
    public IReadOnlyList<Snapshot> Snapshots => snapshots;

    /// <summary>The tree to look into.</summary>
    public TreeView View
    {
        get
        {
            lock (_mounting)
                return _view ??= new(RootedDirectory.Open(MountedPath));
        }
    }

    /// <summary>Where the tree is mounted, read-only.</summary>
    public string MountedPath
    {
        get
        {
            lock (_mounting)
            {
                // Nobody would unmount it any more.
                ObjectDisposedException.ThrowIf(_isDisposed, this);
                return (_mounted ??= RootFileSystem.Of(snapshots.Reverse()).Mount(home)).Path;
            }
        }
    }

    public void Dispose()
    {
        lock (_mounting)
        {
            _isDisposed = true;
            _view?.Dispose();
            _mounted?.Dispose();
        }
    }
}
