// SPDX-License-Identifier: Apache-2.0
using System.IO.Pipes;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Native;

/// <summary>
/// A named pipe that outlives its readers: everybody opens it to read and write, so that a writer never gets SIGPIPE and what it wrote waits in
/// the pipe for the next reader.
/// </summary>
public static partial class Fifo
{
    /// <summary>How many bytes wait in the pipe before its writer does: 1 MiB, or what the system allows.</summary>
    public const int CapacityBytes = 1024 * 1024;

    private const int ReadWrite = 2, NonBlocking = 0x800, CloseOnExec = 0x80000, SetPipeSize = 1031, AlreadyExists = 17;
    private const nuint BytesWaiting = 0x541B;

    /// <summary>Makes the pipe, readable and writable by its owner alone. One that is there already stays.</summary>
    /// <exception cref="NativeException">The system refused.</exception>
    public static void Create(string path)
    {
        if (MakeFifo(path, 0x180) == 0)
            return;
        var errno = Marshal.GetLastPInvokeError();
        if (errno != AlreadyExists)
            throw new NativeException($"Cannot create the pipe '{path}'", errno);
    }

    /// <summary>
    /// Opens the pipe for asynchronous reading. Reading never comes to an end by itself: stop it by cancelling once the writer is gone and
    /// <see cref="CountWaiting"/> says 0.
    /// </summary>
    /// <exception cref="NativeException">The system refused.</exception>
    public static Stream OpenRead(string path)
    {
        var descriptor = Open(path, ReadWrite | NonBlocking | CloseOnExec, 0);
        if (descriptor < 0)
            throw NativeException.FromLastError($"Cannot open the pipe '{path}'");
        // More is refused past /proc/sys/fs/pipe-max-size; the 64 KiB it has then are enough to work with.
        _ = FileControl(descriptor, SetPipeSize, CapacityBytes);
        return new AnonymousPipeClientStream(PipeDirection.In, new SafePipeHandle(descriptor, ownsHandle: true));
    }

    /// <summary>How many bytes wait in the pipe.</summary>
    /// <param name="stream">A stream of <see cref="OpenRead"/>.</param>
    public static int CountWaiting(Stream stream)
    {
        var count = 0;
        if (IoCtl(((AnonymousPipeClientStream)stream).SafePipeHandle, BytesWaiting, ref count) != 0)
            throw NativeException.FromLastError("Cannot ask how much waits in a pipe");
        return count;
    }

    [LibraryImport("libc", EntryPoint = "mkfifo", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeFifo(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int FileControl(int descriptor, int command, nint argument);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int IoCtl(SafePipeHandle descriptor, nuint request, ref int value);
}
