// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Slipway.Native;

/// <summary>
/// Does something where some folders are empty, and where the standard files are others: on a thread that has mounts and file descriptors of its own, which what it starts inherits. What
/// is mounted later elsewhere is seen there too.
/// </summary>
internal static partial class StartSurroundings
{
    private const int NewMounts = 0x0002_0000, NewFiles = 0x0000_0400;
    private const int ReadOnly = 0, ReadWrite = 2, CloseOnExec = 0x80000;

    /// <summary>Does it, and returns when it is done.</summary>
    /// <param name="folders">Absolute paths of existing folders; making any empty needs CAP_SYS_ADMIN.</param>
    /// <param name="files">What its input, output and error are; null leaves them.</param>
    /// <param name="action">What is done.</param>
    /// <exception cref="NativeException">The system refused.</exception>
    internal static void Run(IReadOnlyList<string> folders, StandardFiles? files, Action action) => OnOwnThread.Run(() =>
    {
        if (Unshare((folders.Count > 0 ? NewMounts : 0) | (files is not null ? NewFiles : 0)) != 0)
            throw NativeException.FromLastError("Cannot give a program surroundings of its own");
        if (folders.Count > 0)
            FileSystemMount.MakeDependent("/");
        foreach (var folder in folders)
            FileSystemMount.Mount("tmpfs", "tmpfs", folder, MountAccess.None, "size=4k");
        if (files is not null)
            Place(files);
        action();
    });

    // All of them, and what they replace, are gone with the thread.
    private static void Place(StandardFiles files)
    {
        Span<int> pipe = [-1, -1];
        if (files.Input is null && (Pipe(pipe, CloseOnExec) != 0 || Duplicate(pipe[0], 0) < 0 || Close(pipe[1]) != 0))
            throw NativeException.FromLastError("Cannot give a program an empty input");
        if (files.Input is not null)
            Place(files.Input, ReadOnly, 0);
        Place(files.Output, ReadWrite, 1);
        Place(files.Error, ReadWrite, 2);
    }

    private static void Place(string path, int access, int descriptor)
    {
        var opened = Open(path, access | CloseOnExec);
        if (opened < 0 || Duplicate(opened, descriptor) < 0)
            throw NativeException.FromLastError($"Cannot open '{path}'");
    }

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int Unshare(int flags);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    private static partial int Duplicate(int descriptor, int other);

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    private static partial int Pipe(Span<int> descriptors, int flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
