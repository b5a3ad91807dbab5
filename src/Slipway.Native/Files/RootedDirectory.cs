// SPDX-License-Identifier: Apache-2.0
using Microsoft.Win32.SafeHandles;

namespace Slipway.Native;

/// <summary>
/// A directory that stands for a whole file system: every path below is looked up by the kernel as if this directory were the root
/// (openat2 with RESOLVE_IN_ROOT, Linux 5.6). Absolute links and ".." end at it, so no name, no link and no race leads out of it. Paths may begin
/// with a slash or not. Every call throws <see cref="NativeException"/> when the kernel refuses it.
/// </summary>
public sealed class RootedDirectory : IDisposable
{
    private readonly SafeFileHandle _root;

    private RootedDirectory(SafeFileHandle root, string path) => (_root, Path) = (root, path);

    /// <summary>Where the root was when it was opened; only for messages.</summary>
    public string Path { get; }

    /// <summary>Opens a directory of the host, following links, and holds it: renaming or replacing it later changes nothing here.</summary>
    public static RootedDirectory Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var flags = FileLibc.PathOnly | FileLibc.DirectoryOnly;
        return new(FileCalls.Open(FileLibc.WorkingDirectory, path, flags, 0, path, "open the directory"), path.TrimEnd('/'));
    }

    /// <summary>A directory below, as a root of its own.</summary>
    public RootedDirectory OpenRoot(string path, FinalLink link = FinalLink.Follow) =>
        new(Resolve(path, FileLibc.PathOnly | FileLibc.DirectoryOnly | (link == FinalLink.Keep ? FileLibc.NoFollowOpen : 0)), Show(path));

    /// <summary>
    /// Makes a file or directory below visible at a path of the host as well. What is mounted is what was looked up here: whoever renames or
    /// replaces a directory on the way meanwhile changes nothing.
    /// </summary>
    /// <param name="path">The file or directory; no link.</param>
    /// <param name="target">An existing path of ours: a file if the source is none of a directory, else a directory.</param>
    /// <exception cref="NativeException">There is nothing of that name, it is a link, or the system refused.</exception>
    public void Bind(string path, string target)
    {
        using var file = Resolve(path, FileLibc.PathOnly | FileLibc.NoFollowOpen);
        // A link can be mounted as any file can, and whoever opens the target then is led to wherever on the host it points.
        if (FileCalls.Status(file, "", FinalLink.Keep, Show(path)).Type == FileType.SymbolicLink)
            throw FileCalls.Refused(Errno.TooManySymbolicLinks, $"Cannot mount '{Show(path)}', which is a link");
        FileSystemMount.Bind(FileCalls.DescriptorPath(file), target, MountAccess.None);
    }

    /// <summary>What the kernel says of a file.</summary>
    public FileStatus GetStatus(string path, FinalLink link) =>
        TryGetStatus(path, link) ?? throw FileCalls.Refused(Errno.NotFound, $"Cannot read the status of '{Show(path)}'");

    /// <summary>What the kernel says of a file, or null where there is none.</summary>
    public FileStatus? TryGetStatus(string path, FinalLink link)
    {
        // Often asked of what isn't there, so that is no exception.
        if (!TryFind(path, link, out var place, out var errno))
            return errno is Errno.NotFound or Errno.NotADirectory ? null : throw FileCalls.Refused(errno, $"Cannot open '{Show(path)}'");
        using (place)
            return FileCalls.TryStatus(place.Directory, place.Name, FinalLink.Keep, Show(path));
    }

    /// <summary>The names in a directory, ordered by their bytes.</summary>
    public IReadOnlyList<DirectoryItem> List(string path, FinalLink link = FinalLink.Follow)
    {
        var flags = FileLibc.ReadOnly | FileLibc.DirectoryOnly | (link == FinalLink.Keep ? FileLibc.NoFollowOpen : 0);
        using var directory = Resolve(path, flags);
        return FileCalls.List(directory, Show(path));
    }

    /// <summary>The names in a directory with what the kernel says of each, links not followed, ordered by their bytes; without what is gone by then.</summary>
    public IReadOnlyList<(string Name, FileStatus Status)> ListStatus(string path, FinalLink link = FinalLink.Follow)
    {
        var flags = FileLibc.ReadOnly | FileLibc.DirectoryOnly | (link == FinalLink.Keep ? FileLibc.NoFollowOpen : 0);
        using var directory = Resolve(path, flags);
        var items = FileCalls.List(directory, Show(path));
        var found = new List<(string, FileStatus)>(items.Count);
        foreach (var item in items)
        {
            if (FileCalls.TryStatus(directory, item.Name, FinalLink.Keep, path) is { } status)
                found.Add((item.Name, status));
        }
        return found;
    }

    /// <summary>Opens what was a regular file a moment ago, in fewer calls than <see cref="OpenRead"/>; no link is followed, and a FIFO that took its place does not block.</summary>
    /// <exception cref="IOException">It is not a regular file any more.</exception>
    public SafeFileHandle OpenKnown(string path)
    {
        var file = Resolve(path, FileLibc.ReadOnly | FileLibc.NoFollowOpen | FileLibc.NonBlocking | FileLibc.NoTerminal);
        if (FileCalls.Status(file, "", FinalLink.Keep, path).Type == FileType.RegularFile)
            return file;
        file.Dispose();
        throw new IOException($"Cannot read '{Show(path)}': it is not a regular file any more.");
    }

    /// <summary>Opens a regular file for reading. Anything else is refused without being opened, so that a FIFO cannot block us.</summary>
    /// <exception cref="IOException">It is not a regular file.</exception>
    public SafeFileHandle OpenRead(string path, FinalLink link)
    {
        using var file = Resolve(path, FileLibc.PathOnly | (link == FinalLink.Keep ? FileLibc.NoFollowOpen : 0));
        return FileCalls.OpenRegular(file, Show(path));
    }

    /// <summary>Creates a file where nothing is yet, not even a link, and opens it for writing, with exactly this mode.</summary>
    public SafeFileHandle CreateFile(string path, int mode)
    {
        using var place = FindNew(path);
        var flags = FileLibc.WriteOnly | FileLibc.Create | FileLibc.Exclusive | FileLibc.NoFollowOpen;
        var file = FileCalls.Open(place.Directory, place.Name, flags, (uint)mode, Show(path), "create");
        FileCalls.SetMode(file, mode);
        return file;
    }

    /// <summary>Creates a directory whose parent exists, with exactly this mode.</summary>
    public void CreateDirectory(string path, int mode)
    {
        using var place = FindNew(path);
        FileCalls.MakeDirectory(place.Directory, place.Name, mode, Show(path));
    }

    /// <summary>Creates a directory and those of its parents that are missing, each with exactly this mode; links on the way are followed.</summary>
    /// <returns>The paths of the directories that were created, parents first.</returns>
    public IReadOnlyList<string> CreateDirectories(string path, int mode)
    {
        var created = new List<string>();
        var full = string.Join('/', path.Split('/', StringSplitOptions.RemoveEmptyEntries));
        for (var rest = full.AsSpan(); !rest.IsEmpty; rest = rest[..Math.Max(rest.LastIndexOf('/'), 0)])
        {
            var above = rest.ToString();
            if (TryGetStatus(above, FinalLink.Follow) is { } there)
            {
                if (there.Type != FileType.Directory)
                    throw FileCalls.Refused(Errno.NotADirectory, $"Cannot create the directory '{Show(path)}' below '{Show(above)}'");
                break;
            }
            created.Add(above);
        }
        created.Reverse();
        foreach (var missing in created)
            CreateDirectory(missing, mode);
        return created;
    }

    /// <summary>What a symbolic link points to, as it was written.</summary>
    public string ReadLink(string path)
    {
        using var place = Find(path, FinalLink.Keep);
        return FileCalls.ReadLink(place.Directory, place.Name, Show(path));
    }

    /// <summary>Creates a symbolic link; the target is written as it is.</summary>
    public void CreateSymbolicLink(string path, string target)
    {
        using var place = FindNew(path);
        FileCalls.MakeSymbolicLink(place.Directory, place.Name, target, Show(path));
    }

    /// <summary>Gives a file of this root another name in it. A symbolic link is not followed but linked itself.</summary>
    public void CreateHardLink(string path, string existing)
    {
        using var from = Find(existing, FinalLink.Keep);
        if (from.Name.Length == 0)
            throw FileCalls.Refused(Errno.NotPermitted, $"Cannot create the hard link '{Show(path)}' to '{Show(existing)}'");
        using var to = FindNew(path);
        FileCalls.MakeHardLink(from.Directory, from.Name, to.Directory, to.Name, Show(existing), Show(path));
    }

    /// <summary>Creates a device node, a FIFO or an unopened socket, with exactly this mode (a whiteout, 0:0, has none).</summary>
    public void CreateNode(string path, FileType type, int mode, DeviceNumber device = default)
    {
        using var place = FindNew(path);
        FileCalls.MakeNode(place.Directory, place.Name, type, mode, device, Show(path));
    }

    /// <summary>Gives a file to a user and a group. This takes set-uid bits and capabilities away: set those afterwards.</summary>
    public void SetOwner(string path, uint user, uint group, FinalLink link)
    {
        using var place = Find(path, link);
        FileCalls.SetOwner(place.Directory, place.Name, FinalLink.Keep, user, group, Show(path));
    }

    /// <summary>Sets the twelve permission bits. A symbolic link has none of its own and refuses.</summary>
    public void SetMode(string path, int mode, FinalLink link)
    {
        using var place = Find(path, link);
        FileCalls.SetMode(place.Directory, place.Name, FinalLink.Keep, mode, Show(path));
    }

    /// <summary>Sets the times of modification and of access, to the nanosecond.</summary>
    public void SetTimes(string path, UnixTime modified, FinalLink link)
    {
        using var place = Find(path, link);
        FileCalls.SetTimes(place.Directory, place.Name, FinalLink.Keep, modified, Show(path));
    }

    /// <summary>The names of a file's extended attributes, ordered by their bytes; none where the file system keeps none.</summary>
    public IReadOnlyList<string> ListAttributes(string path, FinalLink link)
    {
        using var place = Find(path, link);
        return AttributeCalls.List(place.AttributePath, place.AttributeLink, Show(path));
    }

    /// <summary>The value of an extended attribute, or null where the file has none of that name.</summary>
    public byte[]? TryGetAttribute(string path, string name, FinalLink link)
    {
        using var place = Find(path, link);
        return AttributeCalls.TryGet(place.AttributePath, name, place.AttributeLink, Show(path));
    }

    /// <summary>Sets an extended attribute, replacing an older value.</summary>
    public void SetAttribute(string path, string name, ReadOnlySpan<byte> value, FinalLink link)
    {
        using var place = Find(path, link);
        AttributeCalls.Set(place.AttributePath, name, value, place.AttributeLink, Show(path));
    }

    /// <summary>Removes an extended attribute, which must be there.</summary>
    public void RemoveAttribute(string path, string name, FinalLink link)
    {
        using var place = Find(path, link);
        AttributeCalls.Remove(place.AttributePath, name, place.AttributeLink, Show(path));
    }

    /// <summary>Removes a name of anything but a directory; a link is removed and not followed.</summary>
    public void Remove(string path)
    {
        using var place = FindExisting(path, "remove");
        FileCalls.Remove(place.Directory, place.Name, Show(path));
    }

    /// <summary>Removes an empty directory.</summary>
    public void RemoveDirectory(string path)
    {
        using var place = FindExisting(path, "remove");
        FileCalls.RemoveDirectory(place.Directory, place.Name, Show(path));
    }

    /// <summary>Removes a file, or a directory with all it holds; a link is removed and not followed. It is no error if nothing is there.</summary>
    public void RemoveTree(string path, CancellationToken cancellationToken = default)
    {
        using var place = FindExisting(path, "remove");
        TreeRemoval.Remove(place.Directory, place.Name, Show(path), cancellationToken);
    }

    /// <summary>Renames a file or directory, replacing what has the new name if it may be replaced.</summary>
    public void Rename(string path, string newPath)
    {
        using var from = FindExisting(path, "rename");
        using var to = FindNew(newPath);
        FileCalls.Rename(from.Directory, from.Name, to.Directory, to.Name, Show(path), Show(newPath));
    }

    /// <summary>Lets go of the root.</summary>
    public void Dispose() => _root.Dispose();

    private string Show(string path) => $"{Path}/{path.TrimStart('/')}";

    private RootedPlace Find(string path, FinalLink link) =>
        TryFind(path, link, out var place, out var errno) ? place : throw FileCalls.Refused(errno, $"Cannot open '{Show(path)}'");

    private bool TryFind(string path, FinalLink link, out RootedPlace place, out int errno)
    {
        var trimmed = path.AsSpan().TrimEnd('/');
        var slash = trimmed.LastIndexOf('/');
        var name = trimmed[(slash + 1)..];
        var isWhole = link == FinalLink.Follow || name is "" or "." or "..";
        var parent = trimmed[..Math.Max(slash, 0)].TrimEnd('/');
        if (!isWhole && parent.IsEmpty)
        {
            place = new(_root, name.ToString(), owned: false);
            errno = 0;
            return true;
        }
        var opened = isWhole ? FileCalls.TryOpenInRoot(_root, path, FileLibc.PathOnly, Show(path), out errno)
            : FileCalls.TryOpenInRoot(_root, parent.ToString(), FileLibc.PathOnly | FileLibc.DirectoryOnly, Show(parent.ToString()), out errno);
        place = opened is null ? default : new(opened, isWhole ? "" : name.ToString(), owned: true);
        return opened is not null;
    }

    private RootedPlace FindNew(string path)
    {
        var place = Find(path, FinalLink.Keep);
        if (place.Name.Length > 0)
            return place;
        place.Dispose();
        throw FileCalls.Refused(Errno.Exists, $"Cannot create '{Show(path)}'");
    }

    private RootedPlace FindExisting(string path, string action)
    {
        var place = Find(path, FinalLink.Keep);
        if (place.Name.Length > 0)
            return place;
        place.Dispose();
        throw FileCalls.Refused(Errno.InvalidArgument, $"Cannot {action} '{Show(path)}', which ends in no name");
    }

    private SafeFileHandle Resolve(string path, int flags) => FileCalls.OpenInRoot(_root, path, flags, Show(path));
}
