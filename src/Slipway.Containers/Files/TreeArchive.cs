// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci.Layers;
using Slipway.Oci.Tar;

namespace Slipway.Containers;

/// <summary>Files of a tree as a tar stream, out and in: <c>docker cp</c> with <c>-</c>.</summary>
public static class TreeArchive
{
    /// <summary>Writes a file or a folder with all it holds, under its own name.</summary>
    /// <param name="source">What.</param>
    /// <param name="link">Whether a link at its end is followed.</param>
    /// <param name="output">Where to; left open.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ContainerException">The source isn't there.</exception>
    public static async Task WriteAsync(TreePlace source, FinalLink link, Stream output, CancellationToken cancellationToken)
    {
        var path = source.Resolve(source.IsFolder ? FinalLink.Follow : link);
        var status = TreeTransfer.StatusOf(source, path);
        var name = source.IsContent ? "" : source.Name;
        using var folder = status.Type == FileType.Directory ? source.Root.OpenRoot(path, FinalLink.Keep) : null;
        IEnumerable<LayerEntry> entries = folder is null ? [] : LayerSource.FromDirectory(folder, LayerSourceOptions.Default).Select(entry => Below(name, entry));
        if (name.Length > 0)
            entries = entries.Prepend(Named(name, LayerSource.Of(source.Root, path)));
        await LayerWriter.WriteAsync(output, entries, new() { Compression = LayerCompression.None }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads files into a folder that is there, over what it holds.</summary>
    /// <param name="input">The tar, without compression; left open.</param>
    /// <param name="target">The folder.</param>
    /// <param name="owner">Whose the files are; null keeps whose the archive says they are.</param>
    /// <param name="cancellationToken">Stops it; what was read by then stays.</param>
    /// <exception cref="ContainerException">There is no such folder, or an entry leads out of it.</exception>
    /// <exception cref="TarFormatException">It is no tar.</exception>
    public static async Task ExtractAsync(Stream input, TreePlace target, CopyOwner? owner, CancellationToken cancellationToken)
    {
        var folder = target.Resolve(FinalLink.Follow);
        if (target.Root.TryGetStatus(folder, FinalLink.Keep) is not { Type: FileType.Directory })
            throw new ContainerException(ContainerRefusal.NotFound, $"There is no folder '{target.Shown}' to read an archive into.");
        var reader = new TarReader(input, new TarReaderOptions(), leaveOpen: true);
        var folders = new List<(string Path, UnixTime Modified)>();
        await using (reader.ConfigureAwait(false))
        {
            while (await reader.ReadNextAsync(cancellationToken).ConfigureAwait(false) is { } entry)
            {
                var path = PathOf(folder, entry.Name);
                if (path != folder)
                    await MakeAsync(target.Root, folder, path, entry, reader.Content, owner, cancellationToken).ConfigureAwait(false);
                if (entry.Type == TarEntryType.Directory)
                    folders.Add((path, entry.Modified));
            }
        }
        // What is made in a folder changes its time.
        foreach (var (path, modified) in Enumerable.Reverse(folders))
            target.Root.SetTimes(path, modified, FinalLink.Keep);
    }

    private static async Task MakeAsync(RootedDirectory root, string folder, string path, TarEntry entry, Stream content, CopyOwner? owner, CancellationToken cancellationToken)
    {
        root.CreateDirectories(Path.GetDirectoryName(path)!, Convert.ToInt32("755", 8));
        if (entry.Type == TarEntryType.Directory)
            TreeMerge.MakeFolder(root, path);
        else
            TreeMerge.MakeRoom(root, path);
        switch (entry.Type)
        {
            case TarEntryType.Directory:
                break;
            case TarEntryType.RegularFile:
                var file = new FileStream(root.CreateFile(path, Convert.ToInt32("600", 8)), FileAccess.Write);
                await using (file.ConfigureAwait(false))
                {
                    await content.CopyToAsync(file, cancellationToken).ConfigureAwait(false);
                }
                break;
            case TarEntryType.SymbolicLink:
                root.CreateSymbolicLink(path, entry.LinkName);
                break;
            case TarEntryType.HardLink:
                root.CreateHardLink(path, PathOf(folder, entry.LinkName));
                return;
            default:
                root.CreateNode(path, entry.Type switch { TarEntryType.Fifo => FileType.Fifo, TarEntryType.BlockDevice => FileType.BlockDevice, _ => FileType.CharacterDevice }, Convert.ToInt32("600", 8), entry.Device);
                break;
        }
        root.SetOwner(path, owner?.Uid ?? entry.UserId, owner?.Gid ?? entry.GroupId, FinalLink.Keep);
        if (entry.Type != TarEntryType.SymbolicLink)
            root.SetMode(path, entry.Mode, FinalLink.Keep);
        foreach (var (name, value) in entry.ExtendedAttributes.Where(static pair => pair.Key == "security.capability" || pair.Key.StartsWith("user.", StringComparison.Ordinal)))
            root.SetAttribute(path, name, value.Span, FinalLink.Keep);
        root.SetTimes(path, entry.Modified, FinalLink.Keep);
    }

    private static string PathOf(string folder, string name)
    {
        var parts = name.Split('/').Where(static part => part is not ("" or ".")).ToList();
        return parts.Contains("..") ? throw new ContainerException(ContainerRefusal.Invalid, $"The archive's '{name}' leads out of the folder that it is read into.")
            : parts.Count == 0 ? folder : $"{folder.TrimEnd('/')}/{string.Join('/', parts)}";
    }

    private static LayerEntry Below(string prefix, LayerEntry entry) => prefix.Length == 0 ? entry : entry with
    {
        Metadata = entry.Metadata with
        {
            Name = $"{prefix}/{entry.Metadata.Name}",
            LinkName = entry.Metadata.Type == TarEntryType.HardLink ? $"{prefix}/{entry.Metadata.LinkName}" : entry.Metadata.LinkName,
        },
    };

    private static LayerEntry Named(string name, LayerEntry entry) => entry with { Metadata = entry.Metadata with { Name = name } };
}
