// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci.Tar;

namespace Slipway.Build;

/// <summary>
/// Unpacks an archive that ADD names, by the rules of tar and not of layers: a name that begins with <c>.wh.</c> is a name. Owners and modes are the
/// archive's, whatever --chown and --chmod say of the folder that it is unpacked in.
/// </summary>
internal sealed class ArchiveUnpacker(UpperTree target, string folder, CancellationToken cancellationToken)
{
    private const int FolderMode = 0x1ED; // 0755

    /// <summary>Unpacks all of it.</summary>
    /// <exception cref="StepException">An entry leads out of the archive, or cannot be made.</exception>
    public async Task UnpackAsync(SourceArchive archive)
    {
        while (await archive.ReadNextAsync(cancellationToken).ConfigureAwait(false) is { } entry)
            await PlaceAsync(entry, archive.Content).ConfigureAwait(false);
    }

    private async Task PlaceAsync(TarEntry entry, Stream content)
    {
        var path = PathOf(entry.Name);
        if (path == folder)
            return;
        target.EnsureDirectory(TreePath.Parent(path), Made(entry));
        if (entry.Type == TarEntryType.Directory)
        {
            if (target.Find(path) == FileType.Directory)
                target.EnsureDirectory(path, Made(entry));
            else
                Replace(path, () => target.CreateDirectory(path, Made(entry)));
            target.SetDirectoryTime(path, entry.Modified);
            SetMetadata(path, entry);
            return;
        }
        switch (entry.Type)
        {
            case TarEntryType.RegularFile:
                target.Upper.RemoveTree(path, cancellationToken);
                await WriteAsync(path, content).ConfigureAwait(false);
                break;
            case TarEntryType.SymbolicLink:
                Replace(path, () => target.Upper.CreateSymbolicLink(path, entry.LinkName));
                break;
            case TarEntryType.HardLink:
                Link(path, entry);
                break;
            case TarEntryType.Fifo:
                Replace(path, () => target.Upper.CreateNode(path, FileType.Fifo, entry.Mode));
                break;
            case TarEntryType.CharacterDevice or TarEntryType.BlockDevice:
                Replace(path, () => DeviceNodes.Create(target.Upper, path, entry.Type == TarEntryType.BlockDevice ? FileType.BlockDevice : FileType.CharacterDevice, entry.Mode, entry.Device));
                break;
            default:
                throw new StepException($"the archive's entry '{entry.Name}' is a {entry.Type}, which cannot be unpacked");
        }
        SetMetadata(path, entry);
        target.Upper.SetTimes(path, entry.Modified, FinalLink.Keep);
    }

    private static TreeMetadata Made(TarEntry entry) => new(0, 0, FolderMode, entry.Modified);

    // Links in the folders above are followed within the folder, the last name never.
    private string PathOf(string name)
    {
        var depth = 0;
        foreach (var part in name.Split('/'))
        {
            depth += part switch { "" or "." => 0, ".." => -1, _ => 1 };
            if (depth < 0)
                throw new StepException($"the archive's entry '{name}' leads out of the archive");
        }
        var path = TreePath.Normalize(name);
        return path == "/" ? folder : TreePath.Join(target.ResolveWithin(folder, TreePath.Parent(path)), TreePath.Name(path));
    }

    private void Replace(string path, Action create)
    {
        target.Upper.RemoveTree(path, cancellationToken);
        create();
    }

    private async Task WriteAsync(string path, Stream content)
    {
        var file = new FileStream(target.Upper.CreateFile(path, 0x180), FileAccess.Write, 0);
        await using (file.ConfigureAwait(false))
        {
            await content.CopyToAsync(new HoleStream(file), 256 * 1024, cancellationToken).ConfigureAwait(false);
            file.SetLength(file.Position);
        }
    }

    private void Link(string path, TarEntry entry)
    {
        var existing = PathOf(entry.LinkName);
        if (target.Upper.TryGetStatus(existing, FinalLink.Keep) is null)
            throw new StepException($"the archive's entry '{entry.Name}' links to '{entry.LinkName}', which the archive doesn't hold before it");
        if (path != existing)
            Replace(path, () => target.Upper.CreateHardLink(path, existing));
    }

    private void SetMetadata(string path, TarEntry entry)
    {
        target.Upper.SetOwner(path, entry.UserId, entry.GroupId, FinalLink.Keep);
        if (target.FindOwn(path) == FileType.SymbolicLink)
            return;
        target.Upper.SetMode(path, entry.Mode, FinalLink.Keep);
        foreach (var (name, value) in entry.ExtendedAttributes.Where(static pair => TreeAttributes.IsCopied(pair.Key)))
            target.Upper.SetAttribute(path, name, value.Span, FinalLink.Keep);
    }
}
