// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Build;

/// <summary>Does a COPY or ADD: fills an upper directory with what the sources select.</summary>
/// <param name="operation">What is to be done.</param>
/// <param name="target">The upper directory, seen with what lies below it.</param>
/// <param name="owner">What --chown says, in numbers; null where it is not given.</param>
/// <param name="time">The time of what has none of its own.</param>
/// <param name="cancellationToken">Stops it.</param>
internal sealed class CopyExecutor(CopyOperation operation, UpperTree target, (uint User, uint Group)? owner, UnixTime time, CancellationToken cancellationToken)
{
    private const int FolderMode = 0x1ED; // 0755
    private const int FileMode = 0x1A4; // 0644
    private const int DownloadMode = 0x180; // 0600

    private readonly Dictionary<(DeviceNumber, ulong), string> _links = [];

    private bool IsFolder => operation.Destination.EndsWith('/');

    /// <summary>Copies what one source selects.</summary>
    public async Task CopyAsync(SourceTree tree, IReadOnlyList<CopyTop> tops)
    {
        foreach (var top in tops)
        {
            _links.Clear();
            if (operation.KeepsParents)
                CopyWithParents(tree, top);
            else if (!operation.UnpacksLocal || !await TryUnpackAsync(tree, top.Items[0]).ConfigureAwait(false))
                Copy(tree, top);
        }
    }

    /// <summary>Copies a file that was fetched.</summary>
    public async Task CopyDownloadAsync(SourceTree tree, DownloadCopySource source)
    {
        var path = "/" + source.FileName;
        var item = new CopyItem(path, "", tree.View.Root.GetStatus(path, FinalLink.Keep) with { Mode = DownloadMode });
        if (!operation.UnpacksDownloads || !await TryUnpackAsync(tree, item).ConfigureAwait(false))
            CopyFile(tree, item, FilePath(source.FileName, item.Status.Modified));
    }

    /// <summary>Writes a file that stands in the Dockerfile.</summary>
    public void WriteInline(InlineCopySource source)
    {
        var path = FilePath(source.Name, time);
        Clear(path);
        using var file = target.Upper.CreateFile(path, 0x180);
        RandomAccess.Write(file, UnixText.Encode(source.Content), 0);
        var (user, group) = owner ?? (0, 0);
        LinuxFile.SetOwner(file, user, group);
        LinuxFile.SetMode(file, operation.Mode?.Apply(FileMode, isDirectory: false) ?? FileMode);
        LinuxFile.SetTimes(file, time);
    }

    private void Copy(SourceTree tree, CopyTop top)
    {
        var first = top.Items[0];
        if (first.Status.Type == FileType.Directory)
            CopyFolder(tree, top.Items, target.Resolve(operation.Destination));
        else
            CopyFile(tree, first, FilePath(top.Name, first.Status.Modified));
    }

    private void CopyWithParents(SourceTree tree, CopyTop top)
    {
        var folder = target.Resolve(operation.Destination);
        Ensure(folder, top.Items[0].Status.Modified);
        foreach (var parent in top.Parents)
            PutFolder(tree, parent, TreePath.Join(folder, parent.Relative), overwrite: true);
        var path = TreePath.Join(folder, top.Name);
        if (top.Items[0].Status.Type == FileType.Directory)
            CopyFolder(tree, top.Items, path);
        else
            CopyFile(tree, top.Items[0], path);
    }

    // The contents of a folder go into the destination, which keeps its own metadata if it is there already, but for its time.
    private void CopyFolder(SourceTree tree, IReadOnlyList<CopyItem> items, string folder)
    {
        if (folder == "/")
        {
            target.SetDirectoryTime("/", items[0].Status.Modified);
        }
        else
        {
            Ensure(TreePath.Parent(folder), items[0].Status.Modified);
            PutFolder(tree, items[0], folder, overwrite: false);
        }
        foreach (var item in items.Skip(1))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var path = TreePath.Join(folder, item.Relative);
            if (item.Status.Type == FileType.Directory)
                PutFolder(tree, item, path, overwrite: true);
            else
                CopyFile(tree, item, path);
        }
    }

    private void PutFolder(SourceTree tree, CopyItem item, string path, bool overwrite)
    {
        if (target.Find(path) is { Type: not FileType.Directory } && !operation.IsLinked)
        {
            throw new StepException($"cannot copy the folder '{item.Source}' to '{path}': a file is there")
            {
                Help = "copy to another path, or remove the file in a step before",
            };
        }
        var made = target.EnsureDirectory(path, (0, 0), FolderMode, item.Status.Modified);
        target.SetDirectoryTime(path, item.Status.Modified);
        if (made || overwrite)
            SetMetadata(tree, item, path);
    }

    /// <summary>Where a single file goes: into the destination if that is a folder, else there.</summary>
    private string FilePath(string name, UnixTime modified)
    {
        var path = target.Resolve(operation.Destination);
        if (IsFolder || path == "/" || target.Find(path) is { Type: FileType.Directory })
        {
            Ensure(path, modified);
            return TreePath.Join(path, name);
        }
        Ensure(TreePath.Parent(path), modified);
        return path;
    }

    private void CopyFile(SourceTree tree, CopyItem item, string path)
    {
        Clear(path);
        var status = item.Status;
        var isLinked = status.LinkCount > 1;
        if (isLinked && _links.TryGetValue((status.Device, status.Inode), out var first))
        {
            target.Upper.CreateHardLink(path, first);
            return;
        }
        switch (status.Type)
        {
            case FileType.RegularFile:
                CopyContent(tree, item, path);
                break;
            case FileType.SymbolicLink:
                target.Upper.CreateSymbolicLink(path, tree.View.Root.ReadLink(item.Source));
                break;
            case FileType.Socket:
                return; // nobody listens on a copy
            default:
                target.Upper.CreateNode(path, status.Type, status.Mode, status.SpecialDevice);
                break;
        }
        SetMetadata(tree, item, path);
        if (isLinked)
            _links[(status.Device, status.Inode)] = path;
    }

    private void CopyContent(SourceTree tree, CopyItem item, string path)
    {
        using var source = tree.View.Root.OpenRead(item.Source, FinalLink.Keep);
        var length = RandomAccess.GetLength(source);
        using var file = target.Upper.CreateFile(path, 0x180);
        var copied = FileCopy.Copy(source, file, length, cancellationToken);
        var after = LinuxFile.GetStatus(source);
        // The key was made of what the file held then.
        if (tree.IsContext && (copied != item.Status.Size || !IsUnchanged(item.Status, after)))
        {
            throw new StepException($"'{item.Source}' of {tree.Name} changed while it was copied")
            {
                Kind = BuildFailureKind.Outside,
                IsTransient = true,
                Help = "build again when nothing writes to it",
            };
        }
    }

    private static bool IsUnchanged(FileStatus before, FileStatus after) =>
        after.Inode == before.Inode && after.Modified == before.Modified && after.Changed == before.Changed;

    // The owner before the mode: changing it takes set-uid bits and capabilities away. The time last.
    private void SetMetadata(SourceTree tree, CopyItem item, string path)
    {
        var status = item.Status;
        var (user, group) = owner ?? (tree.IsContext ? (0u, 0u) : (status.UserId, status.GroupId));
        target.Upper.SetOwner(path, user, group, FinalLink.Keep);
        if (status.Type != FileType.SymbolicLink)
        {
            var isFolder = status.Type == FileType.Directory;
            target.Upper.SetMode(path, operation.Mode?.Apply(status.Mode, isFolder) ?? status.Mode, FinalLink.Keep);
            foreach (var name in tree.View.Root.ListAttributes(item.Source, FinalLink.Keep).Where(TreeAttributes.IsCopied))
                target.Upper.SetAttribute(path, name, tree.View.Root.TryGetAttribute(item.Source, name, FinalLink.Keep), FinalLink.Keep);
            if (isFolder)
                return; // its time is set when nothing is put into it any more
        }
        target.Upper.SetTimes(path, status.Modified, FinalLink.Keep);
    }

    private void Ensure(string folder, UnixTime modified) =>
        target.EnsureDirectory(folder, owner ?? (0, 0), operation.Mode?.Octal ?? FolderMode, modified);

    // A file takes the place of a file or a link; it is never written through one.
    private void Clear(string path)
    {
        if (target.Find(path) is { Type: FileType.Directory })
        {
            if (!operation.IsLinked || target.Upper.TryGetStatus(path, FinalLink.Keep) is not null)
                throw new StepException($"cannot replace the folder '{path}' by a file") { Help = "copy into it by a destination that ends in '/', or to another path" };
        }
        target.RemoveOwn(path);
    }

    private async Task<bool> TryUnpackAsync(SourceTree tree, CopyItem item)
    {
        if (item.Status.Type != FileType.RegularFile)
            return false;
        var archive = await SourceArchive.TryOpenAsync(tree.View.Root, item.Source, cancellationToken).ConfigureAwait(false);
        if (archive is null)
            return false;
        await using (archive.ConfigureAwait(false))
        {
            var folder = target.Resolve(operation.Destination);
            Ensure(folder, item.Status.Modified);
            await new ArchiveUnpacker(target, folder, owner, cancellationToken).UnpackAsync(archive).ConfigureAwait(false);
        }
        return true;
    }
}
