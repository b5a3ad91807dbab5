// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>Copies a tree with everything that tar would keep: types, modes, owners, times, extended attributes, links among its files. No link leads out of it.</summary>
internal static class TreeCopy
{
    /// <summary>Copies what is in <paramref name="source"/> to a new directory.</summary>
    /// <param name="source">The tree.</param>
    /// <param name="target">A path that nothing is at.</param>
    /// <param name="cancellationToken">Stops it; what is there by then stays.</param>
    /// <exception cref="NativeException">The system refused.</exception>
    internal static void Copy(RootedDirectory source, string target, CancellationToken cancellationToken)
    {
        LinuxFile.CreateDirectory(target, Convert.ToInt32("700", 8));
        using var root = RootedDirectory.Open(target);
        CopyContent(source, root, ".", [], cancellationToken);
        SetMetadata(source, root, ".", source.GetStatus(".", FinalLink.Keep));
    }

    private static void CopyContent(RootedDirectory source, RootedDirectory target, string folder, Dictionary<(DeviceNumber, ulong), string> copied, CancellationToken cancellationToken)
    {
        foreach (var (name, status) in source.ListStatus(folder, FinalLink.Keep))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var path = folder == "." ? name : $"{folder}/{name}";
            if (status.Type != FileType.Directory && status.LinkCount > 1 && !copied.TryAdd((status.Device, status.Inode), path))
            {
                target.CreateHardLink(path, copied[(status.Device, status.Inode)]);
                continue;
            }
            switch (status.Type)
            {
                case FileType.Directory:
                    target.CreateDirectory(path, Convert.ToInt32("700", 8));
                    CopyContent(source, target, path, copied, cancellationToken);
                    break;
                case FileType.RegularFile:
                    using (var from = source.OpenRead(path, FinalLink.Keep))
                    using (var to = target.CreateFile(path, Convert.ToInt32("600", 8)))
                        FileCopy.Copy(from, to, status.Size, cancellationToken);
                    break;
                case FileType.SymbolicLink:
                    target.CreateSymbolicLink(path, source.ReadLink(path));
                    break;
                default:
                    target.CreateNode(path, status.Type, Convert.ToInt32("600", 8), status.SpecialDevice);
                    break;
            }
            SetMetadata(source, target, path, status);
        }
    }

    // The owner first: a change of it takes set-user-id bits and file capabilities away.
    private static void SetMetadata(RootedDirectory source, RootedDirectory target, string path, FileStatus status)
    {
        target.SetOwner(path, status.UserId, status.GroupId, FinalLink.Keep);
        if (status.Type != FileType.SymbolicLink)
            target.SetMode(path, status.Mode, FinalLink.Keep);
        foreach (var name in source.ListAttributes(path, FinalLink.Keep).Where(static name => !name.StartsWith("trusted.overlay.", StringComparison.Ordinal)))
        {
            if (source.TryGetAttribute(path, name, FinalLink.Keep) is { } value)
                target.SetAttribute(path, name, value, FinalLink.Keep);
        }
        target.SetTimes(path, status.Modified, FinalLink.Keep);
    }
}
