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

    private const int WriteOnly = 1, ReadWrite = 2, NonBlocking = 0x800, CloseOnExec = 0x80000, SetPipeSize = 1031, AlreadyExists = 17, NoReader = 6, NotThere = 2;
    private const nuint BytesWaiting = 0x541B;
    private static readonly TimeSpan ReadPause = TimeSpan.FromMilliseconds(1);

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

    /// <summary>Opens the pipe for asynchronous writing; null where nobody has it open to read. Writing throws once all readers are gone.</summary>
    /// <exception cref="NativeException">The system refused.</exception>
    public static Stream? TryOpenWrite(string path)
    {
        var descriptor = Open(path, WriteOnly | NonBlocking | CloseOnExec, 0);
        if (descriptor >= 0)
            return new AnonymousPipeClientStream(PipeDirection.Out, new SafePipeHandle(descriptor, ownsHandle: true));
        var errno = Marshal.GetLastPInvokeError();
        return errno == NoReader ? null : throw new NativeException($"Cannot open the pipe '{path}'", errno);
    }

    /// <summary>
    /// Makes the pipe, and opens it so that a program may open it to read without waiting for a writer. Its reader sees no end before every writer is gone: this
    /// one, and who was given it.
    /// </summary>
    /// <returns>A writer. Until it is disposed it counts as a reader too.</returns>
    /// <exception cref="NativeException">The system refused.</exception>
    public static FifoWriter CreateInput(string path)
    {
        Create(path);
        var both = Open(path, ReadWrite | NonBlocking | CloseOnExec, 0);
        if (both < 0)
            throw NativeException.FromLastError($"Cannot open the pipe '{path}'");
        var reader = new SafeFileHandle(both, ownsHandle: true);
        var writer = Open(path, WriteOnly | NonBlocking | CloseOnExec, 0);
        if (writer >= 0)
            return new(reader, new(writer, ownsHandle: true));
        var errno = Marshal.GetLastPInvokeError();
        reader.Dispose();
        throw new NativeException($"Cannot open the pipe '{path}'", errno);
    }

    /// <summary>Takes the byte that a writer of the pipe has for its first reader, and waits for it as long as there may be one.</summary>
    /// <param name="path">The pipe.</param>
    /// <param name="mayCome">Whether the writer is still there.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>False where there is no such pipe, or the writer has gone.</returns>
    /// <exception cref="NativeException">The system refused.</exception>
    public static async Task<bool> TryTakeByteAsync(string path, Func<bool> mayCome, CancellationToken cancellationToken)
    {
        var descriptor = Open(path, NonBlocking | CloseOnExec, 0);
        if (descriptor < 0)
            return Marshal.GetLastPInvokeError() == NotThere ? false : throw NativeException.FromLastError($"Cannot open the pipe '{path}'");
        using var pipe = new SafeFileHandle(descriptor, ownsHandle: true);
        var buffer = new byte[1];
        while (Read(pipe, buffer, 1) != 1)
        {
            if (!mayCome())
                return Read(pipe, buffer, 1) == 1;
            await Task.Delay(ReadPause, cancellationToken).ConfigureAwait(false);
        }
        return true;
    }

    /// <summary>Gives a byte to the reader of the pipe.</summary>
    /// <returns>False where there is no such pipe, or nobody reads it.</returns>
    /// <exception cref="NativeException">The system refused.</exception>
    public static bool TryGiveByte(string path)
    {
        var descriptor = Open(path, WriteOnly | NonBlocking | CloseOnExec, 0);
        if (descriptor < 0)
            return Marshal.GetLastPInvokeError() is NotThere or NoReader ? false : throw NativeException.FromLastError($"Cannot open the pipe '{path}'");
        using var pipe = new SafeFileHandle(descriptor, ownsHandle: true);
        return Write(pipe, [0], 1) == 1;
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

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(SafeFileHandle descriptor, [Out] byte[] buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(SafeFileHandle descriptor, byte[] buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int FileControl(int descriptor, int command, nint argument);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int IoCtl(SafePipeHandle descriptor, nuint request, ref int value);
}
