// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Slipway.Native;

/// <summary>How much a file system has, and has left.</summary>
/// <param name="TotalBytes">What it has.</param>
/// <param name="FreeBytes">What this process may still write; root may use what is kept back from others.</param>
/// <param name="FreeFiles">How many files it can still hold; null where the file system has no such limit.</param>
public sealed partial record FileSystemSpace(long TotalBytes, long FreeBytes, long? FreeFiles)
{
    /// <summary>Asks the file system that a path is on.</summary>
    /// <exception cref="NativeException">There is no such path, or the system refused.</exception>
    public static FileSystemSpace Of(string path)
    {
        if (Ask(path, out var answer) != 0)
            throw NativeException.FromLastError($"Cannot ask the file system of '{path}' for its space");
        var free = Environment.IsPrivilegedProcess ? answer.BlocksFree : answer.BlocksAvailable;
        return new((long)(answer.Blocks * answer.BlockSize), (long)(free * answer.BlockSize), answer.Files == 0 ? null : (long)answer.FilesFree);
    }

    [LibraryImport("libc", EntryPoint = "statvfs", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Ask(string path, out Answer answer);

    // struct statvfs of 64-bit Linux.
    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct Answer
    {
        public ulong PreferredSize;
        public ulong BlockSize;
        public ulong Blocks;
        public ulong BlocksFree;
        public ulong BlocksAvailable;
        public ulong Files;
        public ulong FilesFree;
        public ulong FilesAvailable;
        public ulong Id;
        public ulong Flags;
        public ulong LongestName;
        public fixed int Spare[6];
    }
}
