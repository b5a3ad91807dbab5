// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Build;

/// <summary>Copies an image's files into a folder of this machine. Nothing is written outside it, whatever links lie there or come along.</summary>
internal static class FolderExport
{
    /// <summary>Copies all of a tree.</summary>
    /// <param name="tree">The tree; null is an empty one.</param>
    /// <param name="target">The folder.</param>
    /// <param name="mode">What becomes of what is there already; files of the same name are replaced.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static void Write(TreeView? tree, RootedDirectory target, LocalOutputMode mode, CancellationToken cancellationToken)
    {
        if (mode == LocalOutputMode.Delete)
            DeleteOthers(tree, target, cancellationToken);
        if (tree is not null)
            Copy(tree, target, cancellationToken);
    }

    // What the tree doesn't have; a folder that it has as well is looked into.
    private static void DeleteOthers(TreeView? tree, RootedDirectory target, CancellationToken cancellationToken)
    {
        var left = new Stack<string>(["/"]);
        while (left.TryPop(out var path))
        {
            foreach (var item in target.List(path, FinalLink.Keep))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var child = TreePath.Join(path, item.Name);
                if (tree?.Find(child) is not { } wanted)
                    target.RemoveTree(child, cancellationToken);
                else if (wanted.Type == FileType.Directory && target.TryGetStatus(child, FinalLink.Keep) is { Type: FileType.Directory })
                    left.Push(child);
            }
        }
    }

    private static void Copy(TreeView tree, RootedDirectory target, CancellationToken cancellationToken)
    {
        var links = new Dictionary<(DeviceNumber, ulong), string>();
        var folders = new List<(string Path, FileStatus Status)>();
        var left = new Stack<string>(["/"]);
        while (left.TryPop(out var path))
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var item in tree.Root.List(path, FinalLink.Keep))
            {
                var child = TreePath.Join(path, item.Name);
                // The kernel lists whiteouts that hide nothing, and then finds nothing there.
                if (tree.Find(child) is not { } status)
                    continue;
                if (status.Type == FileType.Directory)
                {
                    MakeFolder(target, child);
                    folders.Add((child, status));
                    left.Push(child);
                }
                else
                {
                    WriteFile(tree, target, child, status, links, cancellationToken);
                }
            }
        }
        for (var index = folders.Count - 1; index >= 0; index--)
            SetMetadata(target, folders[index].Path, folders[index].Status);
    }

    /// <summary>Makes a folder where there is none. A link in its place is not followed but replaced.</summary>
    public static void MakeFolder(RootedDirectory target, string path)
    {
        var there = target.TryGetStatus(path, FinalLink.Keep);
        if (there is { Type: FileType.Directory })
            return;
        if (there is not null)
            target.Remove(path);
        target.CreateDirectory(path, 0x1C0);
    }

    private static void WriteFile(
        TreeView tree, RootedDirectory target, string path, FileStatus status, Dictionary<(DeviceNumber, ulong), string> links, CancellationToken cancellationToken)
    {
        target.RemoveTree(path, cancellationToken);
        if (status.LinkCount > 1 && !links.TryAdd((status.Device, status.Inode), path))
        {
            target.CreateHardLink(path, links[(status.Device, status.Inode)]);
            return;
        }
        switch (status.Type)
        {
            case FileType.RegularFile:
                using (var source = tree.Root.OpenRead(path, FinalLink.Keep))
                using (var file = target.CreateFile(path, 0x180))
                    FileCopy.Copy(source, file, status.Size, cancellationToken);
                break;
            case FileType.SymbolicLink:
                target.CreateSymbolicLink(path, tree.Root.ReadLink(path));
                break;
            case FileType.Socket:
                return;
            default:
                if (!UserNamespace.IsRootOfMachine && status.Type != FileType.Fifo)
                    return;
                target.CreateNode(path, status.Type, status.Mode, status.SpecialDevice);
                break;
        }
        SetMetadata(target, path, status);
    }

    private static void SetMetadata(RootedDirectory target, string path, FileStatus status)
    {
        if (UserNamespace.IsRootOfMachine)
            target.SetOwner(path, status.UserId, status.GroupId, FinalLink.Keep);
        if (status.Type != FileType.SymbolicLink)
            target.SetMode(path, status.Mode, FinalLink.Keep);
        target.SetTimes(path, status.Modified, FinalLink.Keep);
    }
}
