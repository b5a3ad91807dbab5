// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Native;

/// <summary>Brings a whole file system to its disk at once, which is quicker than a great many files one by one.</summary>
public static partial class FileSystemFlush
{
    /// <summary>Writes everything that was changed on the file system of a directory to its disk, and waits for it.</summary>
    /// <param name="path">Any directory of the file system.</param>
    /// <exception cref="NativeException">The disk refused, or there is no such directory.</exception>
    public static void Run(string path)
    {
        using var directory = LinuxFile.OpenDirectory(path);
        if (SyncFileSystem(directory) != 0)
            throw NativeException.FromLastError($"Cannot flush the file system of '{path}'");
    }

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    private static partial int SyncFileSystem(SafeFileHandle directory);
}
