// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Build;

/// <summary>A look into a <see cref="HeldTree"/>, which is mounted from the first thing that is asked until nobody looks any more.</summary>
internal sealed class TreeLook(HeldTree tree) : IDisposable
{
    private TreeView? _view;

    /// <summary>The tree; ends with the look.</summary>
    public TreeView View => _view ??= new(RootedDirectory.Open(MountedPath));

    /// <summary>Where the tree is mounted, read-only.</summary>
    public string MountedPath => tree.MountForLook();

    public void Dispose()
    {
        _view?.Dispose();
        tree.EndLook();
    }
}
