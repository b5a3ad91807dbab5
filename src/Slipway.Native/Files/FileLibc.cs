// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Native;

/// <summary>The C library's calls on files, as they are; <see cref="FileCalls"/> makes verbs of them.</summary>
internal static unsafe partial class FileLibc
{
    internal const int EmptyPath = 0x1000;
    internal const int NoFollow = 0x100;
    internal const int RemoveDirectory = 0x200;
    internal const int StatxBasicStats = 0x7FF;
    internal const long TimeOmit = (1L << 30) - 2;

    // open(2) flags; the four that differ between x64 and arm64 are chosen by architecture.
    internal const int ReadOnly = 0;
    internal const int WriteOnly = 1;
    internal const int ReadWrite = 2;
    internal const int Create = 0x40;
    internal const int Exclusive = 0x80;
    internal const int NoTerminal = 0x100;
    internal const int NonBlocking = 0x800;
    internal const int CloseOnExec = 0x80000;
    internal const int PathOnly = 0x200000;
    internal static readonly int DirectoryOnly = IsArm ? 0x4000 : 0x10000;
    internal static readonly int NoFollowOpen = IsArm ? 0x8000 : 0x20000;

    internal const ulong ResolveNoMagicLinks = 0x02;
    internal const ulong ResolveInRoot = 0x10;
    internal const nint Openat2Number = 437;

    private const string Library = "libc";

    /// <summary>Stands for the working directory in the *at calls; paths of ours are usually absolute.</summary>
    internal static SafeFileHandle WorkingDirectory { get; } = new(-100, ownsHandle: false);

    private static bool IsArm => RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    [LibraryImport(Library, EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(UnixTextMarshaller))]
    internal static partial SafeFileHandle OpenAt(SafeFileHandle directory, string path, int flags, uint mode);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(UnixTextMarshaller))]
    internal static partial nint OpenAt2(nint number, SafeFileHandle directory, string path, in OpenHow how, nuint size);

    [LibraryImport(Library, EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(UnixTextMarshaller))]
    internal static partial int Statx(SafeFileHandle directory, string path, int flags, uint mask, out StatxBuffer status);

    [LibraryImport(Library, EntryPoint = "getdents64", SetLastError = true)]
    internal static partial nint GetDirectoryEntries(SafeFileHandle directory, byte* buffer, nuint size);

    [LibraryImport(Library, EntryPoint = "readlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(UnixTextMarshaller))]
    internal static partial nint ReadLinkAt(SafeFileHandle directory, string path, byte* buffer, nuint size);

    [LibraryImport(Library, EntryPoint = "symlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(UnixTextMarshaller))]
    internal static partial int SymlinkAt(string target, SafeFileHandle directory, string path);

    [LibraryImport(Library, EntryPoint = "linkat", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(UnixTextMarshaller))]
    internal static partial int LinkAt(SafeFileHandle oldDirectory, string oldPath, SafeFileHandle newDirectory, string newPath, int flags);

    [LibraryImport(Library, EntryPoint = "mknodat", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(UnixTextMarshaller))]
    internal static partial int MakeNodeAt(SafeFileHandle directory, string path, uint mode, ulong device);

    [LibraryImport(Library, EntryPoint = "mkdirat", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(UnixTextMarshaller))]
    internal static partial int MakeDirectoryAt(SafeFileHandle directory, string path, uint mode);

    [LibraryImport(Library, EntryPoint = "unlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(UnixTextMarshaller))]
    internal static partial int UnlinkAt(SafeFileHandle directory, string path, int flags);

    [LibraryImport(Library, EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(UnixTextMarshaller))]
    internal static partial int RenameAt(SafeFileHandle oldDirectory, string oldPath, SafeFileHandle newDirectory, string newPath, uint flags);

    [LibraryImport(Library, EntryPoint = "fchownat", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(UnixTextMarshaller))]
    internal static partial int ChangeOwnerAt(SafeFileHandle directory, string path, uint user, uint group, int flags);

    [LibraryImport(Library, EntryPoint = "fchmodat", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(UnixTextMarshaller))]
    internal static partial int ChangeModeAt(SafeFileHandle directory, string path, uint mode, int flags);

    [LibraryImport(Library, EntryPoint = "fchmod", SetLastError = true)]
    internal static partial int ChangeMode(SafeFileHandle file, uint mode);

    [LibraryImport(Library, EntryPoint = "utimensat", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(UnixTextMarshaller))]
    internal static partial int SetTimesAt(SafeFileHandle directory, string path, in TimePair times, int flags);

    [LibraryImport(Library, EntryPoint = "futimens", SetLastError = true)]
    internal static partial int SetTimes(SafeFileHandle file, in TimePair times);

    [LibraryImport(Library, EntryPoint = "fsync", SetLastError = true)]
    internal static partial int Sync(SafeFileHandle file);

    [LibraryImport(Library, EntryPoint = "flock", SetLastError = true)]
    internal static partial int Lock(SafeFileHandle file, int operation);

    [LibraryImport(Library, EntryPoint = "copy_file_range", SetLastError = true)]
    internal static partial nint CopyRange(SafeFileHandle source, ref long sourceOffset, SafeFileHandle target, ref long targetOffset, nuint length, uint flags);

    [LibraryImport(Library, EntryPoint = "llistxattr", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(UnixTextMarshaller))]
    internal static partial nint ListAttributesOfLink(string path, byte* buffer, nuint size);

    [LibraryImport(Library, EntryPoint = "listxattr", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(UnixTextMarshaller))]
    internal static partial nint ListAttributes(string path, byte* buffer, nuint size);

    [LibraryImport(Library, EntryPoint = "lgetxattr", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(UnixTextMarshaller))]
    internal static partial nint GetAttributeOfLink(string path, string name, byte* buffer, nuint size);

    [LibraryImport(Library, EntryPoint = "getxattr", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(UnixTextMarshaller))]
    internal static partial nint GetAttribute(string path, string name, byte* buffer, nuint size);

    [LibraryImport(Library, EntryPoint = "lsetxattr", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(UnixTextMarshaller))]
    internal static partial int SetAttributeOfLink(string path, string name, byte* value, nuint size, int flags);

    [LibraryImport(Library, EntryPoint = "setxattr", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(UnixTextMarshaller))]
    internal static partial int SetAttribute(string path, string name, byte* value, nuint size, int flags);

    [LibraryImport(Library, EntryPoint = "lremovexattr", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(UnixTextMarshaller))]
    internal static partial int RemoveAttributeOfLink(string path, string name);

    [LibraryImport(Library, EntryPoint = "removexattr", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(UnixTextMarshaller))]
    internal static partial int RemoveAttribute(string path, string name);

    /// <summary><c>struct open_how</c> of openat2(2).</summary>
    internal struct OpenHow
    {
        internal ulong Flags;
        internal ulong Mode;
        internal ulong Resolve;
    }

    /// <summary>Access time and modification time, as utimensat(2) takes them.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal readonly struct TimePair(UnixTime modified)
    {
        private readonly long _accessedSeconds = modified.Seconds;
        private readonly long _accessedNanoseconds = modified.Nanoseconds;
        private readonly long _modifiedSeconds = modified.Seconds;
        private readonly long _modifiedNanoseconds = modified.Nanoseconds;
    }

    /// <summary><c>struct statx</c>, which is laid out alike on every architecture.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    internal struct StatxBuffer
    {
        [FieldOffset(16)] internal uint LinkCount;
        [FieldOffset(20)] internal uint UserId;
        [FieldOffset(24)] internal uint GroupId;
        [FieldOffset(28)] internal ushort Mode;
        [FieldOffset(32)] internal ulong Inode;
        [FieldOffset(40)] internal long Size;
        [FieldOffset(96)] internal long ChangedSeconds;
        [FieldOffset(104)] internal uint ChangedNanoseconds;
        [FieldOffset(112)] internal long ModifiedSeconds;
        [FieldOffset(120)] internal uint ModifiedNanoseconds;
        [FieldOffset(128)] internal uint SpecialMajor;
        [FieldOffset(132)] internal uint SpecialMinor;
        [FieldOffset(136)] internal uint DeviceMajor;
        [FieldOffset(140)] internal uint DeviceMinor;
    }
}
