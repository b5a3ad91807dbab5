// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>Looks for mount points in a mounted root file system, and makes the missing ones. No path leads out of the root, whatever links it holds.</summary>
internal static class MountPoints
{
    private const int MaxLinks = 40, DirectoryMode = 0x1ED, FileMode = 0x1A4;

    /// <summary>Those that are missing or have another mode than they need.</summary>
    /// <exception cref="ExecutionException">One is a file where a directory is needed, or the other way round.</exception>
    internal static IReadOnlyList<MountPoint> FindLacking(RootedDirectory root, IEnumerable<MountPoint> points) =>
        [.. points.Where(point => IsLacking(root, point))];

    /// <summary>Makes what is missing, and leaves the times of the folders above as they are.</summary>
    internal static void Make(RootedDirectory root, MountPoint point)
    {
        var path = Resolve(root, point.Path);
        var parent = Path.GetDirectoryName(path)!;
        var existing = parent;
        while (root.TryGetStatus(existing, FinalLink.Keep) is null)
            existing = Path.GetDirectoryName(existing)!;
        var modified = root.GetStatus(existing, FinalLink.Keep).Modified;
        root.CreateDirectories(parent, DirectoryMode);
        if (root.TryGetStatus(path, FinalLink.Keep) is not null)
        {
            // It has another mode; or two mount points lead to one place, and it was made for the other.
            if (point.Mode is { } mode)
                root.SetMode(path, mode, FinalLink.Keep);
            return;
        }
        if (point.IsDirectory)
            root.CreateDirectory(path, point.Mode ?? DirectoryMode);
        else
            root.CreateFile(path, point.Mode ?? FileMode).Dispose();
        root.SetTimes(existing, modified, FinalLink.Keep);
    }

    /// <summary>
    /// The path without links, as far as it exists and beyond: what openat2 says of a path that exists, also for one that doesn't, such as an
    /// /etc/resolv.conf that points to /run/systemd/resolve/stub-resolv.conf.
    /// </summary>
    internal static string Resolve(RootedDirectory root, string path)
    {
        var pending = new Stack<string>(path.Split('/').Reverse());
        var resolved = "/";
        var links = 0;
        while (pending.TryPop(out var name))
        {
            if (name is "" or ".")
                continue;
            if (name == "..")
            {
                resolved = Path.GetDirectoryName(resolved) ?? "/";
                continue;
            }
            var next = Path.Combine(resolved, name);
            if (root.TryGetStatus(next, FinalLink.Keep)?.Type != FileType.SymbolicLink)
            {
                resolved = next;
                continue;
            }
            if (++links > MaxLinks)
                throw new ExecutionException($"Cannot mount on '{path}' in the container: it goes round in a circle of symbolic links.") { Program = path };
            var target = root.ReadLink(next);
            if (target.StartsWith('/'))
                resolved = "/";
            foreach (var part in target.Split('/').Reverse())
                pending.Push(part);
        }
        return resolved;
    }

    private static bool IsLacking(RootedDirectory root, MountPoint point)
    {
        var path = Resolve(root, point.Path);
        if (root.TryGetStatus(path, FinalLink.Keep) is not { } status)
            return true;
        if (status.Type == FileType.Directory != point.IsDirectory)
        {
            var (wanted, found) = point.IsDirectory ? ("directory", "file") : ("file", "directory");
            throw new ExecutionException($"Cannot mount a {wanted} on '{point.Path}' in the container: the image has a {found} there.") { Program = point.Path };
        }
        return point.Mode is { } mode && status.Mode != mode;
    }
}
