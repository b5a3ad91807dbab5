// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>Copies trees over trees, with modes, times, extended attributes and links among their files. No link leads out of either.</summary>
internal sealed class TreeMerge(RootedDirectory source, RootedDirectory target, CopyOwner? owner)
{
    private static readonly int OwnerOnly = Convert.ToInt32("700", 8), OwnerFile = Convert.ToInt32("600", 8);

    private readonly Dictionary<(DeviceNumber, ulong), string> _copied = [];

    internal long Copy(string from, string to, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var status = source.GetStatus(from, FinalLink.Keep);
        if (status.Type == FileType.Directory)
            return CopyFolder(from, to, status, cancellationToken);
        if (status.Type == FileType.Socket)
            return 0;
        MakeRoom(target, to);
        if (status.LinkCount > 1 && !_copied.TryAdd((status.Device, status.Inode), to))
        {
            target.CreateHardLink(to, _copied[(status.Device, status.Inode)]);
            return 0;
        }
        switch (status.Type)
        {
            case FileType.RegularFile:
                using (var input = source.OpenRead(from, FinalLink.Keep))
                using (var output = target.CreateFile(to, OwnerFile))
                    FileCopy.Copy(input, output, status.Size, cancellationToken);
                break;
            case FileType.SymbolicLink:
                target.CreateSymbolicLink(to, source.ReadLink(from));
                break;
            default:
                target.CreateNode(to, status.Type, OwnerFile, status.SpecialDevice);
                break;
        }
        SetMetadata(from, to, status);
        return status.Type == FileType.RegularFile ? status.Size : 0;
    }

    /// <summary>Takes away what stands where a file is to be; not a folder.</summary>
    /// <exception cref="ContainerException">A folder stands there.</exception>
    internal static void MakeRoom(RootedDirectory root, string path)
    {
        if (root.TryGetStatus(path, FinalLink.Keep) is not { } there)
            return;
        if (there.Type == FileType.Directory)
            throw new ContainerException(ContainerRefusal.Invalid, $"Cannot copy a file over the folder '{path}'.");
        root.Remove(path);
    }

    /// <summary>Makes a folder unless one is there.</summary>
    /// <exception cref="ContainerException">A file stands there.</exception>
    internal static void MakeFolder(RootedDirectory root, string path)
    {
        if (root.TryGetStatus(path, FinalLink.Keep) is not { } there)
            root.CreateDirectory(path, OwnerOnly);
        else if (there.Type != FileType.Directory)
            throw new ContainerException(ContainerRefusal.Invalid, $"Cannot copy a folder over the file '{path}'.");
    }

    /// <summary>Copies what is in a folder into one that is there.</summary>
    internal long CopyContent(string from, string to, CancellationToken cancellationToken) =>
        // Listed before anything is copied: a folder may be copied into itself.
        source.List(from, FinalLink.Keep).Select(static item => item.Name).ToList()
            .Where(name => $"{from.TrimEnd('/')}/{name}" != to || source.Path != target.Path).Sum(name => Copy($"{from.TrimEnd('/')}/{name}", $"{to.TrimEnd('/')}/{name}", cancellationToken));

    private long CopyFolder(string from, string to, FileStatus status, CancellationToken cancellationToken)
    {
        MakeFolder(target, to);
        var bytes = CopyContent(from, to, cancellationToken);
        SetMetadata(from, to, status);
        return bytes;
    }

    // The owner first: a change of it takes set-user-id bits and file capabilities away.
    private void SetMetadata(string from, string to, FileStatus status)
    {
        target.SetOwner(to, owner?.Uid ?? status.UserId, owner?.Gid ?? status.GroupId, FinalLink.Keep);
        if (status.Type != FileType.SymbolicLink)
            target.SetMode(to, status.Mode, FinalLink.Keep);
        foreach (var name in source.ListAttributes(from, FinalLink.Keep).Where(static name => name == "security.capability" || name.StartsWith("user.", StringComparison.Ordinal)))
        {
            if (source.TryGetAttribute(from, name, FinalLink.Keep) is { } value)
                target.SetAttribute(to, name, value, FinalLink.Keep);
        }
        target.SetTimes(to, status.Modified, FinalLink.Keep);
    }
}
