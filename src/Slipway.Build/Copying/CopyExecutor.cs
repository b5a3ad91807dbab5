// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci.Layers;

namespace Slipway.Build;

/// <summary>Does a COPY or ADD: fills the tree of a step with what the sources select.</summary>
/// <param name="operation">What is to be done.</param>
/// <param name="target">The tree; an upper directory where archives are unpacked.</param>
/// <param name="owner">What --chown says, in numbers; null where it is not given.</param>
/// <param name="time">The time of what has none of its own.</param>
/// <param name="cancellationToken">Stops it.</param>
internal sealed class CopyExecutor(CopyOperation operation, IStepTree target, (uint User, uint Group)? owner, UnixTime time, CancellationToken cancellationToken)
{
    private const int FolderMode = 0x1ED; // 0755
    private const int FileMode = 0x1A4; // 0644
    private const int DownloadMode = 0x180; // 0600

    private readonly Dictionary<(DeviceNumber, ulong), string> _links = [];

    /// <summary>How much may come out of an archive for what goes in.</summary>
    public LayerLimits ArchiveLimits { get; init; } = LayerLimits.Default;

    private bool IsFolder => operation.Destination.EndsWith('/');

    /// <summary>Whether something of what a source selects is to be unpacked, which only an upper directory can take.</summary>
    public static async Task<bool> UnpacksAsync(CopyOperation operation, SourceTree tree, IReadOnlyList<CopyTop> tops, CancellationToken cancellationToken)
    {
        foreach (var top in operation.UnpacksLocal && !operation.KeepsParents ? tops : [])
        {
            if (top.Items[0].Status.Type == FileType.RegularFile && await SourceArchive.IsOneAsync(tree.View.Root, top.Items[0].Source, cancellationToken).ConfigureAwait(false))
                return true;
        }
        return false;
    }

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
        var (user, group) = owner ?? (0, 0);
        var metadata = new TreeMetadata(user, group, operation.Mode?.Apply(FileMode, isDirectory: false) ?? FileMode, time);
        target.PutFile(path, new InlineContent(UnixText.Encode(source.Content)), metadata, cancellationToken);
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
            PutFolder(tree, parent, TreePath.Join(folder, parent.Relative));
        var path = TreePath.Join(folder, top.Name);
        if (top.Items[0].Status.Type == FileType.Directory)
        {
            PutFolder(tree, top.Items[0], path);
            CopyContents(tree, top.Items, path);
        }
        else
        {
            CopyFile(tree, top.Items[0], path);
        }
    }

    // The contents of a folder go into the destination: one that is there, or one that is made as any folder on the way. Neither gets the
    // folder's metadata, but both get its time.
    private void CopyFolder(SourceTree tree, IReadOnlyList<CopyItem> items, string folder)
    {
        if (folder != "/")
        {
            RefuseFile(items[0], folder);
            Ensure(folder, items[0].Status.Modified);
        }
        target.SetDirectoryTime(folder, items[0].Status.Modified);
        CopyContents(tree, items, folder);
    }

    private void CopyContents(SourceTree tree, IReadOnlyList<CopyItem> items, string folder)
    {
        foreach (var item in items.Skip(1))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var path = TreePath.Join(folder, item.Relative);
            if (item.Status.Type == FileType.Directory)
                PutFolder(tree, item, path);
            else
                CopyFile(tree, item, path);
        }
    }

    private void PutFolder(SourceTree tree, CopyItem item, string path)
    {
        RefuseFile(item, path);
        target.EnsureDirectory(path, new(0, 0, FolderMode, item.Status.Modified));
        target.SetDirectoryTime(path, item.Status.Modified);
        target.SetDirectory(path, MetadataOf(tree, item));
    }

    private void RefuseFile(CopyItem item, string path)
    {
        if (target.Find(path) is not (null or FileType.Directory) && !operation.IsLinked)
        {
            throw new StepException($"cannot copy the folder '{item.Source}' to '{path}': a file is there")
            {
                Help = "copy to another path, or remove the file in a step before",
            };
        }
    }

    /// <summary>Where a single file goes: into the destination if that is a folder, else there.</summary>
    private string FilePath(string name, UnixTime modified)
    {
        var path = target.Resolve(operation.Destination);
        if (IsFolder || path == "/" || target.Find(path) == FileType.Directory)
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
            target.PutHardLink(path, first);
            return;
        }
        switch (status.Type)
        {
            case FileType.RegularFile:
                target.PutFile(path, new SourceContent(tree, item), MetadataOf(tree, item), cancellationToken);
                break;
            case FileType.SymbolicLink:
                target.PutSymbolicLink(path, item.ReadLink(tree.View), MetadataOf(tree, item));
                break;
            case FileType.Socket:
                return; // nobody listens on a copy
            default:
                if (status.IsOverlayWhiteout)
                    throw new StepException($"cannot copy '{item.Source}' of {tree.Name}: the device 0:0 stands for what a layer takes away");
                target.PutNode(path, status.Type, status.SpecialDevice, MetadataOf(tree, item));
                break;
        }
        if (isLinked)
            _links[(status.Device, status.Inode)] = path;
    }

    private TreeMetadata MetadataOf(SourceTree tree, CopyItem item)
    {
        var status = item.Status;
        var (user, group) = owner ?? (tree.IsContext ? (0u, 0u) : (status.UserId, status.GroupId));
        if (status.Type == FileType.SymbolicLink)
            return new(user, group, status.Mode, status.Modified);
        var mode = operation.Mode?.Apply(status.Mode, status.Type == FileType.Directory) ?? status.Mode;
        // What this machine noted at a file of the context (where it was downloaded from, say) is no part of it, as its owner isn't.
        var attributes = tree.IsContext ? TreeAttributes.None : item.ReadAttributes(tree.View);
        return new(user, group, mode, status.Modified) { Attributes = attributes };
    }

    private void Ensure(string folder, UnixTime modified)
    {
        var (user, group) = owner ?? (0, 0);
        target.EnsureDirectory(folder, new(user, group, operation.Mode?.Octal ?? FolderMode, modified));
    }

    // A file takes the place of a file or a link; it is never written through one.
    private void Clear(string path)
    {
        if (target.Find(path) == FileType.Directory)
        {
            if (!operation.IsLinked || target.FindOwn(path) is not null)
                throw new StepException($"cannot replace the folder '{path}' by a file") { Help = "copy into it by a destination that ends in '/', or to another path" };
        }
        target.RemoveOwn(path);
    }

    private async Task<bool> TryUnpackAsync(SourceTree tree, CopyItem item)
    {
        if (item.Status.Type != FileType.RegularFile)
            return false;
        var archive = await SourceArchive.TryOpenAsync(tree.View.Root, item.Source, ArchiveLimits, cancellationToken).ConfigureAwait(false);
        if (archive is null)
            return false;
        await using (archive.ConfigureAwait(false))
        {
            var upper = target as UpperTree ?? throw new SourceContent(tree, item).Changed(); // it was none when the form of the step was chosen
            var folder = target.Resolve(operation.Destination);
            Ensure(folder, item.Status.Modified);
            await new ArchiveUnpacker(upper, folder, cancellationToken).UnpackAsync(archive).ConfigureAwait(false);
        }
        return true;
    }
}
