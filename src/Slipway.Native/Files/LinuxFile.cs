// SPDX-License-Identifier: Apache-2.0
using Microsoft.Win32.SafeHandles;

namespace Slipway.Native;

/// <summary>
/// What <see cref="File"/> lacks: calls on any path that Linux can name (see <see cref="UnixText"/>) and on everything a file system holds.
/// Paths are followed as the kernel follows them; trees that we do not trust are for <see cref="RootedDirectory"/>. Every call throws
/// <see cref="NativeException"/> when the kernel refuses it.
/// </summary>
public static class LinuxFile
{
    /// <summary>What the kernel says of a file.</summary>
    public static FileStatus GetStatus(string path, FinalLink link = FinalLink.Keep) => FileCalls.Status(Cwd, Some(path), link, path);

    /// <summary>What the kernel says of a file, or null where there is none.</summary>
    public static FileStatus? TryGetStatus(string path, FinalLink link = FinalLink.Keep) => FileCalls.TryStatus(Cwd, Some(path), link, path);

    /// <summary>What the kernel says of an open file.</summary>
    public static FileStatus GetStatus(SafeFileHandle file) => FileCalls.Status(file, "", FinalLink.Keep, FileCalls.DescriptorPath(file));

    /// <summary>The names in a directory, ordered by their bytes.</summary>
    public static IReadOnlyList<DirectoryItem> List(string path)
    {
        using var directory = OpenDirectory(path);
        return FileCalls.List(directory, path);
    }

    /// <summary>Opens a regular file for reading. Anything else is refused without being opened.</summary>
    /// <exception cref="IOException">It is not a regular file.</exception>
    public static SafeFileHandle OpenRead(string path, FinalLink link = FinalLink.Follow)
    {
        var flags = FileLibc.PathOnly | (link == FinalLink.Keep ? FileLibc.NoFollowOpen : 0);
        using var file = FileCalls.Open(Cwd, Some(path), flags, 0, path);
        return FileCalls.OpenRegular(file, path);
    }

    /// <summary>Reads a regular file whole. Anything else is refused without being opened, and what grows or has no length is read no further than it may be.</summary>
    /// <param name="path">Which; links are followed.</param>
    /// <param name="maxBytes">The most bytes that it may have.</param>
    /// <exception cref="IOException">It is not a regular file, or has more bytes.</exception>
    public static byte[] ReadAll(string path, int maxBytes)
    {
        using var file = OpenRead(path);
        var content = new byte[Math.Min(RandomAccess.GetLength(file), maxBytes) + 1];
        var filled = 0;
        while (RandomAccess.Read(file, content.AsSpan(filled), filled) is > 0 and var count)
        {
            filled += count;
            if (filled > maxBytes)
                throw new IOException($"Cannot read '{path}': it has more than the {maxBytes} bytes that are read.");
            if (filled == content.Length)
                Array.Resize(ref content, (int)Math.Min(2L * content.Length, maxBytes + 1L));
        }
        return content[..filled];
    }

    /// <summary>Creates a file that is not there yet and opens it for writing, with exactly this mode.</summary>
    public static SafeFileHandle Create(string path, int mode = 0x1A4 /* 0644 */)
    {
        var file = FileCalls.Open(Cwd, Some(path), FileLibc.WriteOnly | FileLibc.Create | FileLibc.Exclusive, (uint)mode, path, "create");
        SetMode(file, mode);
        return file;
    }

    /// <summary>Opens a directory, to list it, to hold it, or to flush it.</summary>
    public static SafeFileHandle OpenDirectory(string path) => FileCalls.Open(Cwd, Some(path), FileLibc.DirectoryOnly, 0, path, "open the directory");

    /// <summary>Creates a directory whose parent exists, with exactly this mode.</summary>
    public static void CreateDirectory(string path, int mode = 0x1ED /* 0755 */) => FileCalls.MakeDirectory(Cwd, Some(path), mode, path);

    /// <summary>What a symbolic link points to, as it was written.</summary>
    public static string ReadLink(string path) => FileCalls.ReadLink(Cwd, Some(path), path);

    /// <summary>Creates a symbolic link; the target need not exist.</summary>
    public static void CreateSymbolicLink(string path, string target) => FileCalls.MakeSymbolicLink(Cwd, Some(path), target, path);

    /// <summary>Gives a file another name. A symbolic link is not followed but linked itself.</summary>
    public static void CreateHardLink(string path, string existing) => FileCalls.MakeHardLink(Cwd, Some(existing), Cwd, Some(path), existing, path);

    /// <summary>Creates a device node, a FIFO or an unopened socket, with exactly this mode.</summary>
    public static void CreateNode(string path, FileType type, int mode, DeviceNumber device = default) =>
        FileCalls.MakeNode(Cwd, Some(path), type, mode, device, path);

    /// <summary>Creates a FIFO with exactly this mode.</summary>
    public static void CreateFifo(string path, int mode) => CreateNode(path, FileType.Fifo, mode);

    /// <summary>Gives a file to a user and a group. This takes set-uid bits and capabilities away: set those afterwards.</summary>
    public static void SetOwner(string path, uint user, uint group, FinalLink link = FinalLink.Keep) =>
        FileCalls.SetOwner(Cwd, Some(path), link, user, group, path);

    /// <summary>Gives an open file to a user and a group.</summary>
    public static void SetOwner(SafeFileHandle file, uint user, uint group) =>
        FileCalls.SetOwner(file, "", FinalLink.Keep, user, group, FileCalls.DescriptorPath(file));

    /// <summary>Sets the twelve permission bits. A symbolic link has none of its own and refuses.</summary>
    public static void SetMode(string path, int mode, FinalLink link = FinalLink.Keep) => FileCalls.SetMode(Cwd, Some(path), link, mode, path);

    /// <summary>Sets the twelve permission bits of an open file.</summary>
    public static void SetMode(SafeFileHandle file, int mode) => FileCalls.SetMode(file, mode);

    /// <summary>Sets the times of modification and of access, to the nanosecond.</summary>
    public static void SetTimes(string path, UnixTime modified, FinalLink link = FinalLink.Keep) =>
        FileCalls.SetTimes(Cwd, Some(path), link, modified, path);

    /// <summary>Sets the times of modification and of access of an open file, to the nanosecond.</summary>
    public static void SetTimes(SafeFileHandle file, UnixTime modified) => FileCalls.SetTimes(file, modified);

    /// <summary>The names of a file's extended attributes, ordered by their bytes; none where the file system keeps none.</summary>
    public static IReadOnlyList<string> ListAttributes(string path, FinalLink link = FinalLink.Keep) => AttributeCalls.List(Some(path), link, path);

    /// <summary>The value of an extended attribute, or null where the file has none of that name.</summary>
    public static byte[]? TryGetAttribute(string path, string name, FinalLink link = FinalLink.Keep) =>
        AttributeCalls.TryGet(Some(path), name, link, path);

    /// <summary>Sets an extended attribute, replacing an older value.</summary>
    public static void SetAttribute(string path, string name, ReadOnlySpan<byte> value, FinalLink link = FinalLink.Keep) =>
        AttributeCalls.Set(Some(path), name, value, link, path);

    /// <summary>Sets an extended attribute of an open file, replacing an older value.</summary>
    public static void SetAttribute(SafeFileHandle file, string name, ReadOnlySpan<byte> value)
    {
        var path = FileCalls.DescriptorPath(file);
        AttributeCalls.Set(path, name, value, FinalLink.Follow, path);
    }

    /// <summary>Removes an extended attribute, which must be there.</summary>
    public static void RemoveAttribute(string path, string name, FinalLink link = FinalLink.Keep) =>
        AttributeCalls.Remove(Some(path), name, link, path);

    /// <summary>Removes a name of anything but a directory.</summary>
    public static void Remove(string path) => FileCalls.Remove(Cwd, Some(path), path);

    /// <summary>Removes an empty directory.</summary>
    public static void RemoveDirectory(string path) => FileCalls.RemoveDirectory(Cwd, Some(path), path);

    /// <summary>Removes a file, or a directory with all it holds, whatever the names and however deep; a link is removed and not followed.
    /// It is no error if nothing is there.</summary>
    public static void RemoveTree(string path, CancellationToken cancellationToken = default) =>
        TreeRemoval.Remove(Cwd, Some(path), path, cancellationToken);

    /// <summary>Renames a file or directory, replacing what has the new name if it may be replaced.</summary>
    public static void Rename(string path, string newPath) => FileCalls.Rename(Cwd, Some(path), Cwd, Some(newPath), path, newPath);

    /// <summary>Flushes a directory's names to the disk, so that a power cut does not undo a creation, rename or removal in it.</summary>
    public static void SyncDirectory(string path)
    {
        using var directory = OpenDirectory(path);
        FileCalls.Sync(directory, path);
    }

    private static SafeFileHandle Cwd => FileLibc.WorkingDirectory;

    // An empty name means "the handle itself" one level down, which the kernel would never do for a path.
    private static string Some(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return path;
    }
}
