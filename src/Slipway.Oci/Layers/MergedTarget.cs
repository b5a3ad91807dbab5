// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci.Tar;

namespace Slipway.Oci.Layers;

/// <summary>A root that holds the layers below: hiding is deleting, of all but what this layer itself has put there, in whatever order it comes.</summary>
internal sealed class MergedTarget(RootedDirectory root) : LayerTarget
{
    // By the directory's inode, because links give a directory many paths.
    private readonly HashSet<(ulong Directory, string Name)> _placed = [];
    private (string Path, ulong Inode)? _last;

    internal override bool NeedsParents => false;

    internal override bool DependsOnBelow => false;

    internal override void Placed(string directory, string name)
    {
        if (_last?.Path != directory)
            _last = (directory, root.GetStatus(directory, FinalLink.Follow).Inode);
        _placed.Add((_last.Value.Inode, name));
    }

    internal override void Hide(string directory, string name, CancellationToken cancellationToken)
    {
        _last = null;
        if (root.TryGetStatus(directory, FinalLink.Follow) is not { Type: FileType.Directory } there)
            return;
        var path = LayerPath.Join(directory, name);
        if (!Clear(path, _placed.Contains((there.Inode, name)), cancellationToken))
            root.RemoveTree(path, cancellationToken);
    }

    internal override void MakeOpaque(string directory, CancellationToken cancellationToken)
    {
        _last = null;
        if (root.TryGetStatus(directory, FinalLink.Follow) is { Type: FileType.Directory } there)
            ClearChildren(directory, there.Inode, cancellationToken);
    }

    internal override void Cover(string directory) => _last = null;

    internal override TarEntry DescribeImplied(string directory) => Plain(directory);

    internal override LowerFile? FindBelow(string path) => null;

    /// <summary>Deletes what is not of this layer at and below a path; true if anything stays, so that the path must stay too.</summary>
    private bool Clear(string path, bool ours, CancellationToken cancellationToken)
    {
        if (root.TryGetStatus(path, FinalLink.Keep) is not { } status)
            return false;
        return (status.Type == FileType.Directory && ClearChildren(path, status.Inode, cancellationToken)) || ours;
    }

    private bool ClearChildren(string directory, ulong inode, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var stays = false;
        foreach (var item in root.List(directory))
        {
            var path = LayerPath.Join(directory, item.Name);
            if (Clear(path, _placed.Contains((inode, item.Name)), cancellationToken))
                stays = true;
            else
                root.RemoveTree(path, cancellationToken);
        }
        return stays;
    }
}
