// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>
/// The snapshots of a file tree, held, the topmost first; mounted read-only when somebody looks into it, and until nobody does: every mount there is makes
/// each container's start slower, and a build has as many trees as steps.
/// </summary>
internal sealed class HeldTree(IReadOnlyList<Snapshot> snapshots, SlipwayHome home) : IDisposable
{
    private readonly Lock _mounting = new();
    private MountedRoot? _mounted;
    private TreeView? _view;
    private int _looking;
    private bool _isDisposed;

    /// <summary>The snapshots, the topmost first; they are the owner's.</summary>
    public IReadOnlyList<Snapshot> Snapshots => snapshots;

    /// <summary>The tree to look into until the build ends, for what is handed around.</summary>
    public TreeView View
    {
        get
        {
            lock (_mounting)
            {
                if (_view is null)
                    _looking++;
                return _view ??= new(RootedDirectory.Open(Mount()));
            }
        }
    }

    /// <summary>Looks into the tree for a while.</summary>
    public TreeLook Look()
    {
        lock (_mounting)
            _looking++;
        return new(this);
    }

    /// <summary>Unmounts the tree, whoever looks.</summary>
    public void Dispose()
    {
        lock (_mounting)
        {
            _isDisposed = true;
            Unmount();
        }
    }

    /// <summary>Where the tree is mounted, read-only, for who looks.</summary>
    internal string MountForLook()
    {
        lock (_mounting)
            return Mount();
    }

    /// <summary>One looks no more.</summary>
    internal void EndLook()
    {
        lock (_mounting)
        {
            if (--_looking == 0)
                Unmount();
        }
    }

    private string Mount()
    {
        // Nobody would unmount it any more.
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return (_mounted ??= RootFileSystem.Of(snapshots.Reverse()).Mount(home)).Path;
    }

    private void Unmount()
    {
        (var view, _view) = (_view, null);
        view?.Dispose();
        (var mounted, _mounted) = (_mounted, null);
        mounted?.Dispose();
    }
}
