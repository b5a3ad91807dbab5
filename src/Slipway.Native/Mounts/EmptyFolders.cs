// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Slipway.Native;

/// <summary>Does something where some folders are empty: in a mount namespace that only its thread has, and what it starts. What is mounted later elsewhere is seen there too.</summary>
internal static partial class EmptyFolders
{
    private const int NewMounts = 0x0002_0000;

    /// <summary>Does it, and returns when it is done.</summary>
    /// <param name="folders">Absolute paths of existing folders.</param>
    /// <param name="action">What is done.</param>
    /// <exception cref="NativeException">The system refused; it needs CAP_SYS_ADMIN.</exception>
    internal static void Run(IReadOnlyList<string> folders, Action action) => OnOwnThread.Run(() =>
    {
        if (Unshare(NewMounts) != 0)
            throw NativeException.FromLastError("Cannot create a mount namespace");
        FileSystemMount.MakeDependent("/");
        foreach (var folder in folders)
            FileSystemMount.Mount("tmpfs", "tmpfs", folder, MountAccess.None, "size=4k");
        action();
    });

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int Unshare(int flags);
}
