// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Native;

/// <summary>
/// The verbs behind <see cref="LinuxFile"/> and <see cref="RootedDirectory"/>. Each works on a name relative to an open directory and takes the
/// path to show in messages. An empty name is the directory's handle itself, whatever it is open on.
/// </summary>
internal static unsafe class FileCalls
{
    private const int LongestLink = 65536;

    /// <summary>The exception of a call that went wrong. The error comes first so that it is read before the message is built.</summary>
    internal static NativeException Refused(int errno, string action) => new(action, errno);

    internal static SafeFileHandle Open(SafeFileHandle directory, string name, int flags, uint mode, string shown, string action = "open")
    {
        while (true)
        {
            var handle = FileLibc.OpenAt(directory, name, flags | FileLibc.CloseOnExec, mode);
            var errno = Marshal.GetLastPInvokeError();
            if (!handle.IsInvalid)
                return handle;
            handle.Dispose();
            if (errno != Errno.Interrupted)
                throw Refused(errno, $"Cannot {action} '{shown}'");
        }
    }

    /// <summary>Opens a path as if <paramref name="root"/> were the root directory: neither ".." nor any link leads out of it.</summary>
    internal static SafeFileHandle OpenInRoot(SafeFileHandle root, string path, int flags, string shown) =>
        TryOpenInRoot(root, path, flags, shown, out var errno) ?? throw Refused(errno, $"Cannot open '{shown}'");

    /// <summary>The same where there may be nothing: null, with the error number, for whatever keeps it from being opened.</summary>
    internal static SafeFileHandle? TryOpenInRoot(SafeFileHandle root, string path, int flags, string shown, out int errno)
    {
        var how = new FileLibc.OpenHow
        {
            Flags = (ulong)(uint)(flags | FileLibc.CloseOnExec),
            Resolve = FileLibc.ResolveInRoot | FileLibc.ResolveNoMagicLinks,
        };
        do
        {
            var descriptor = FileLibc.OpenAt2(FileLibc.Openat2Number, root, path is "" ? "." : path, how, (nuint)sizeof(FileLibc.OpenHow));
            errno = Marshal.GetLastPInvokeError();
            if (descriptor >= 0)
                return new(descriptor, ownsHandle: true);
            if (errno == Errno.NotImplemented)
                throw new PlatformNotSupportedException($"Cannot open '{shown}': the kernel has no openat2; Linux 5.6 or newer is needed.");
        }
        // EAGAIN: something was renamed while the kernel looked at "..", so it cannot promise the root was kept.
        while (errno is Errno.Interrupted or Errno.TryAgain);
        return null;
    }

    /// <summary>
    /// Opens a regular file for reading by way of a path-only handle, so that a FIFO never blocks and a device is never opened (opening alone can
    /// rewind a tape or start a watchdog).
    /// </summary>
    internal static SafeFileHandle OpenRegular(SafeFileHandle pathOnly, string shown)
    {
        if (Status(pathOnly, "", FinalLink.Keep, shown) is { Type: not FileType.RegularFile and var type })
            throw new IOException($"Cannot read '{shown}': it is a {type} and not a regular file.");
        return Open(FileLibc.WorkingDirectory, DescriptorPath(pathOnly), FileLibc.ReadOnly, 0, shown);
    }

    internal static FileStatus Status(SafeFileHandle directory, string name, FinalLink link, string shown) =>
        TryStatus(directory, name, link, shown) ?? throw Refused(Errno.NotFound, $"Cannot read the status of '{shown}'");

    internal static FileStatus? TryStatus(SafeFileHandle directory, string name, FinalLink link, string shown)
    {
        var flags = (link == FinalLink.Keep ? FileLibc.NoFollow : 0) | (name.Length == 0 ? FileLibc.EmptyPath : 0);
        if (FileLibc.Statx(directory, name, flags, FileLibc.StatxBasicStats, out var status) == 0)
            return ToStatus(status);
        var errno = Marshal.GetLastPInvokeError();
        return errno is Errno.NotFound or Errno.NotADirectory ? null : throw Refused(errno, $"Cannot read the status of '{shown}'");
    }

    /// <summary>The names in an open directory, ordered by their bytes.</summary>
    internal static List<DirectoryItem> List(SafeFileHandle directory, string shown)
    {
        const int headerSize = 19;
        var items = new List<DirectoryItem>();
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            while (ReadEntries(directory, buffer, shown) is > 0 and var filled)
            {
                for (var entry = buffer.AsSpan(0, filled); !entry.IsEmpty; entry = entry[BinaryPrimitives.ReadUInt16LittleEndian(entry[16..])..])
                {
                    var name = entry[headerSize..BinaryPrimitives.ReadUInt16LittleEndian(entry[16..])];
                    name = name[..name.IndexOf((byte)0)];
                    if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
                        items.Add(new(UnixText.Decode(name), (FileType)(entry[18] << 12), BinaryPrimitives.ReadUInt64LittleEndian(entry)));
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        items.Sort((left, right) => UnixText.ByteOrder.Compare(left.Name, right.Name));
        return items;
    }

    internal static string ReadLink(SafeFileHandle directory, string name, string shown)
    {
        for (var room = 1024; ; room *= 4)
        {
            var buffer = ArrayPool<byte>.Shared.Rent(room);
            try
            {
                nint length;
                fixed (byte* pointer = buffer)
                    length = FileLibc.ReadLinkAt(directory, name, pointer, (nuint)room);
                if (length < 0)
                    throw Refused(Marshal.GetLastPInvokeError(), $"Cannot read the link '{shown}'");
                if (length < room || room >= LongestLink)
                    return UnixText.Decode(buffer.AsSpan(0, (int)length));
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    internal static void MakeDirectory(SafeFileHandle directory, string name, int mode, string shown)
    {
        Check(FileLibc.MakeDirectoryAt(directory, name, (uint)mode), "create the directory", shown);
        SetMode(directory, name, FinalLink.Keep, mode, shown); // whatever the umask took away
    }

    internal static void MakeNode(SafeFileHandle directory, string name, FileType type, int mode, DeviceNumber device, string shown)
    {
        if (FileLibc.MakeNodeAt(directory, name, (uint)type | (uint)mode, device.Packed) != 0)
        {
            var errno = Marshal.GetLastPInvokeError();
            throw Refused(errno, type is FileType.CharacterDevice or FileType.BlockDevice
                ? $"Cannot create the {type} {device} at '{shown}'"
                : $"Cannot create the {type} '{shown}'");
        }
        if (device != default || type != FileType.CharacterDevice) // a whiteout has no mode worth a call
            SetMode(directory, name, FinalLink.Keep, mode, shown);
    }

    internal static void MakeSymbolicLink(SafeFileHandle directory, string name, string target, string shown)
    {
        if (FileLibc.SymlinkAt(target, directory, name) != 0)
            throw Refused(Marshal.GetLastPInvokeError(), $"Cannot create the symbolic link '{shown}' to '{target}'");
    }

    internal static void MakeHardLink(SafeFileHandle oldDirectory, string oldName, SafeFileHandle directory, string name, string shownOld, string shown)
    {
        if (FileLibc.LinkAt(oldDirectory, oldName, directory, name, 0) != 0)
            throw Refused(Marshal.GetLastPInvokeError(), $"Cannot create the hard link '{shown}' to '{shownOld}'");
    }

    internal static void SetOwner(SafeFileHandle directory, string name, FinalLink link, uint user, uint group, string shown)
    {
        var flags = (link == FinalLink.Keep ? FileLibc.NoFollow : 0) | (name.Length == 0 ? FileLibc.EmptyPath : 0);
        if (FileLibc.ChangeOwnerAt(directory, name, user, group, flags) == 0)
            return;
        var errno = Marshal.GetLastPInvokeError();
        var isUnmapped = errno == Errno.InvalidArgument && !UserNamespace.IsInitial && !UserNamespace.Holds(user, group);
        throw Refused(errno, $"Cannot give '{shown}' to {user}:{group}{(isUnmapped ? UnmappedOwner() : "")}");
    }

    private static string UnmappedOwner() =>
        $" (this user namespace has the users 0 to {UserNamespace.LastOf(UserNamespace.MappedUsers)} and the groups 0 to {UserNamespace.LastOf(UserNamespace.MappedGroups)}; "
        + "larger ranges in /etc/subuid and /etc/subgid give it more, or root)";

    internal static void SetMode(SafeFileHandle directory, string name, FinalLink link, int mode, string shown)
    {
        // By way of /proc for a handle, because a path-only one refuses fchmod. A link has no mode of its own: the library says EOPNOTSUPP.
        var result = name.Length == 0
            ? FileLibc.ChangeModeAt(FileLibc.WorkingDirectory, DescriptorPath(directory), (uint)mode, 0)
            : FileLibc.ChangeModeAt(directory, name, (uint)mode, link == FinalLink.Keep ? FileLibc.NoFollow : 0);
        Check(result, $"set the mode 0{Convert.ToString(mode, 8)} of", shown);
    }

    internal static void SetTimes(SafeFileHandle directory, string name, FinalLink link, UnixTime modified, string shown)
    {
        var result = name.Length == 0
            ? FileLibc.SetTimesAt(FileLibc.WorkingDirectory, DescriptorPath(directory), new(modified), 0)
            : FileLibc.SetTimesAt(directory, name, new(modified), link == FinalLink.Keep ? FileLibc.NoFollow : 0);
        Check(result, $"set the time {modified} of", shown);
    }

    internal static void SetMode(SafeFileHandle file, int mode) => Check(FileLibc.ChangeMode(file, (uint)mode), "set the mode of", file);

    internal static void SetTimes(SafeFileHandle file, UnixTime modified) => Check(FileLibc.SetTimes(file, new(modified)), "set the time of", file);

    internal static void Sync(SafeFileHandle directory, string shown) => Check(FileLibc.Sync(directory), "flush the directory", shown);

    internal static void Remove(SafeFileHandle directory, string name, string shown) =>
        Check(FileLibc.UnlinkAt(directory, name, 0), "remove", shown);

    internal static void RemoveDirectory(SafeFileHandle directory, string name, string shown) =>
        Check(FileLibc.UnlinkAt(directory, name, FileLibc.RemoveDirectory), "remove the directory", shown);

    internal static void Rename(SafeFileHandle oldDirectory, string oldName, SafeFileHandle directory, string name, string shownOld, string shown)
    {
        if (FileLibc.RenameAt(oldDirectory, oldName, directory, name, 0) != 0)
            throw Refused(Marshal.GetLastPInvokeError(), $"Cannot rename '{shownOld}' to '{shown}'");
    }

    /// <summary>The path by which the kernel reaches what a handle is open on, without another look at any name.</summary>
    internal static string DescriptorPath(SafeFileHandle handle) => $"/proc/self/fd/{handle.DangerousGetHandle()}";

    private static void Check(int result, string action, SafeFileHandle file)
    {
        if (result != 0)
            throw Refused(Marshal.GetLastPInvokeError(), $"Cannot {action} '{DescriptorPath(file)}'");
    }

    private static void Check(int result, string action, string shown)
    {
        if (result != 0)
            throw Refused(Marshal.GetLastPInvokeError(), $"Cannot {action} '{shown}'");
    }

    private static int ReadEntries(SafeFileHandle directory, byte[] buffer, string shown)
    {
        nint filled;
        fixed (byte* pointer = buffer)
            filled = FileLibc.GetDirectoryEntries(directory, pointer, (nuint)buffer.Length);
        return filled >= 0 ? (int)filled : throw Refused(Marshal.GetLastPInvokeError(), $"Cannot list the directory '{shown}'");
    }

    private static FileStatus ToStatus(in FileLibc.StatxBuffer status) => new()
    {
        Type = (FileType)(status.Mode & 0xF000),
        Mode = status.Mode & 0xFFF,
        UserId = status.UserId,
        GroupId = status.GroupId,
        Size = status.Size,
        Modified = new(status.ModifiedSeconds, status.ModifiedNanoseconds),
        Changed = new(status.ChangedSeconds, status.ChangedNanoseconds),
        Device = new(status.DeviceMajor, status.DeviceMinor),
        Inode = status.Inode,
        LinkCount = status.LinkCount,
        SpecialDevice = new(status.SpecialMajor, status.SpecialMinor),
    };
}
