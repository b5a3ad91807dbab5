// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci.Tar;

namespace Slipway.Oci.Layers;

/// <summary>
/// Walks a tree on disk into the entries of a layer: directories before what they hold, names in the order of their bytes, hard links by inode, devices and FIFOs
/// as they are, sockets left out, and of the extended attributes file capabilities and <c>user.*</c>. The tree need not be trusted: no link leads out of it.
/// </summary>
public static class LayerSource
{
    private const string Capability = "security.capability";

    /// <summary>The entries of a plain tree. The root itself is not among them.</summary>
    /// <param name="root">The tree, which stays open until the entries have been written.</param>
    /// <param name="options">What is left out.</param>
    /// <exception cref="LayerException">While enumerating: a name begins with ".wh.", or a device is 0:0; layers and overlays keep both for whiteouts.</exception>
    public static IEnumerable<LayerEntry> FromDirectory(RootedDirectory root, LayerSourceOptions options) => Walk(root, options, isOverlay: false);

    /// <summary>The entries of an overlay's upper directory: what is there, and whiteouts and opaque marks for what its whiteouts and attributes hide.</summary>
    /// <param name="upper">The upper directory of an overlay that is not mounted any more; it stays open until the entries have been written.</param>
    /// <param name="options">What is left out.</param>
    /// <exception cref="LayerException">While enumerating: the upper directory depends on the layers below (redirects, metadata-only copies), or a name begins
    /// with ".wh.".</exception>
    public static IEnumerable<LayerEntry> FromOverlayUpper(RootedDirectory upper, LayerSourceOptions options) => Walk(upper, options, isOverlay: true);

    /// <summary>The entry of one file or directory alone, named by its path.</summary>
    /// <param name="root">The tree, which stays open until the entry has been written.</param>
    /// <param name="path">The path in it; a link is taken as one.</param>
    /// <exception cref="LayerException">It is a socket.</exception>
    public static LayerEntry Of(RootedDirectory root, string path) => Describe(root, path, root.GetStatus(path, FinalLink.Keep), []);

    private static IEnumerable<LayerEntry> Walk(RootedDirectory root, LayerSourceOptions options, bool isOverlay)
    {
        var firstNames = new Dictionary<(DeviceNumber, ulong), string>();
        if (isOverlay && OverlayMarks.Read(root, "") == OverlayMark.Opaque)
            yield return LayerEntry.Opaque("");
        // What is left to list, the next on top; a stack because a tree may be deeper than ours.
        var left = new Stack<string>();
        PushChildren(root, "", left);
        while (left.TryPop(out var path))
        {
            if (options.ExcludedPaths.Contains(path))
                continue;
            // Of a mounted overlay the kernel lists whiteouts that hide nothing, and then finds nothing there.
            if (root.TryGetStatus(path, FinalLink.Keep) is not { Type: not FileType.Socket } status)
                continue;
            CheckName(root, path);
            if (status.IsOverlayWhiteout)
            {
                yield return isOverlay
                    ? LayerEntry.Whiteout(path)
                    : throw new LayerException($"'{root.Path}/{path}' is the device 0:0, which no layer can hold: overlays keep it for whiteouts.");
                continue;
            }
            // Marks are on directories and regular files only, and only those can hold user attributes.
            var mark = isOverlay && status.Type is FileType.Directory or FileType.RegularFile ? OverlayMarks.Read(root, path) : OverlayMark.None;
            yield return Describe(root, path, status, firstNames);
            if (status.Type != FileType.Directory)
                continue;
            if (mark == OverlayMark.Opaque)
                yield return LayerEntry.Opaque(path);
            PushChildren(root, path, left);
        }
    }

    private static void PushChildren(RootedDirectory root, string directory, Stack<string> left)
    {
        var items = root.List(directory, FinalLink.Keep);
        for (var i = items.Count - 1; i >= 0; i--)
            left.Push(LayerPath.Join(directory, items[i].Name));
    }

    private static LayerEntry Describe(RootedDirectory root, string path, FileStatus status, Dictionary<(DeviceNumber, ulong), string> firstNames)
    {
        var entry = new TarEntry
        {
            Name = path,
            Type = status.Type switch
            {
                FileType.RegularFile => TarEntryType.RegularFile,
                FileType.Directory => TarEntryType.Directory,
                FileType.SymbolicLink => TarEntryType.SymbolicLink,
                FileType.CharacterDevice => TarEntryType.CharacterDevice,
                FileType.BlockDevice => TarEntryType.BlockDevice,
                FileType.Fifo => TarEntryType.Fifo,
                _ => throw new LayerException($"'{root.Path}/{path}' is of a type that no layer can hold ({status.Type})."),
            },
            Mode = status.Mode,
            UserId = status.UserId,
            GroupId = status.GroupId,
            Modified = status.Modified,
        };
        if (status.LinkCount > 1 && status.Type != FileType.Directory && !firstNames.TryAdd((status.Device, status.Inode), path))
            return new(entry with { Type = TarEntryType.HardLink, LinkName = firstNames[(status.Device, status.Inode)] });
        entry = entry with { ExtendedAttributes = ReadAttributes(root, path) };
        return status.Type switch
        {
            FileType.RegularFile when status.Size > 0 => new LayerEntry(entry with { Size = status.Size }).WithContentOf(root, path),
            FileType.SymbolicLink => new(entry with { LinkName = root.ReadLink(path) }),
            FileType.CharacterDevice or FileType.BlockDevice => new(entry with { Device = status.SpecialDevice }),
            _ => new(entry),
        };
    }

    private static Dictionary<string, ReadOnlyMemory<byte>> ReadAttributes(RootedDirectory root, string path)
    {
        var attributes = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var name in root.ListAttributes(path, FinalLink.Keep))
        {
            var wanted = name == Capability
                || (name.StartsWith("user.", StringComparison.Ordinal) && !name.StartsWith(OverlayMarks.UserPrefix, StringComparison.Ordinal));
            if (wanted && root.TryGetAttribute(path, name, FinalLink.Keep) is { } value)
                attributes[name] = value;
        }
        return attributes;
    }

    private static void CheckName(RootedDirectory root, string path)
    {
        if (LayerPath.Name(path).StartsWith(LayerPath.WhiteoutPrefix, StringComparison.Ordinal))
            throw new LayerException($"'{root.Path}/{path}' cannot be in a layer: names that begin with '{LayerPath.WhiteoutPrefix}' stand for whiteouts. Rename the file.");
    }
}
