// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Native;

/// <summary>The system calls of <see cref="SocketRelay"/>.</summary>
internal static partial class RelayCalls
{
    internal const uint In = 0x1, Out = 0x4, Error = 0x8, HangUp = 0x10, PeerEnded = 0x2000, EdgeTriggered = 0x80000000;
    internal const int Add = 1, Remove = 2;
    private const int CloseOnExec = 0x80000, NonBlocking = 0x800, GetFlags = 3, SetFlags = 4, SetPipeSize = 1031, ShutdownWrites = 1;
    private const uint MoveWithoutWaiting = 0x1 | 0x2;

    /// <summary>The size of struct epoll_event, which is packed on x86-64 alone, and where its data begin.</summary>
    internal static (int Bytes, int Data) Event { get; } = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? (12, 4) : (16, 8);

    internal static SafeFileHandle CreateEpoll()
    {
        var descriptor = EpollCreate(CloseOnExec);
        return descriptor >= 0 ? new(descriptor, ownsHandle: true) : throw NativeException.FromLastError("Cannot create an epoll descriptor");
    }

    /// <summary>A pipe whose ends don't wait, of the given capacity if the system allows it.</summary>
    internal static (SafeFileHandle Read, SafeFileHandle Write) CreatePipe(int capacity)
    {
        Span<int> ends = stackalloc int[2];
        if (Pipe(ref ends[0], CloseOnExec | NonBlocking) != 0)
            throw NativeException.FromLastError("Cannot create a pipe");
        var pipe = (new SafeFileHandle(ends[0], ownsHandle: true), new SafeFileHandle(ends[1], ownsHandle: true));
        // More than its share is refused; the 64 KiB that it has then are enough to work with.
        _ = FileControl(pipe.Item2, SetPipeSize, capacity);
        return pipe;
    }

    internal static void MakeNonBlocking(SafeHandle socket)
    {
        var flags = FileControl(socket, GetFlags, 0);
        if (flags < 0 || FileControl(socket, SetFlags, flags | NonBlocking) < 0)
            throw NativeException.FromLastError("Cannot make a socket non-blocking");
    }

    internal static nint Splice(SafeHandle from, SafeHandle to, int bytes) => Splice(from, 0, to, 0, (nuint)bytes, MoveWithoutWaiting);

    /// <summary>Tells the other side that nothing follows.</summary>
    internal static void EndWrites(SafeHandle socket) => _ = Shutdown(socket, ShutdownWrites);

    internal static void Watch(SafeFileHandle epoll, SafeHandle socket, ulong key)
    {
        Span<byte> watched = stackalloc byte[Event.Bytes];
        watched.Clear();
        MemoryMarshal.Write(watched, In | Out | PeerEnded | EdgeTriggered);
        MemoryMarshal.Write(watched[Event.Data..], key);
        if (EpollControl(epoll, Add, socket, ref watched[0]) != 0)
            throw NativeException.FromLastError("Cannot watch a socket");
    }

    internal static void Unwatch(SafeFileHandle epoll, SafeHandle socket)
    {
        Span<byte> nothing = stackalloc byte[Event.Bytes];
        _ = EpollControl(epoll, Remove, socket, ref nothing[0]);
    }

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int EpollControl(SafeFileHandle epoll, int operation, SafeHandle descriptor, ref byte watched);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    internal static partial int EpollWait(SafeFileHandle epoll, ref byte events, int count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    private static partial int Pipe(ref int ends, int flags);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int FileControl(SafeHandle descriptor, int command, nint argument);

    [LibraryImport("libc", EntryPoint = "splice", SetLastError = true)]
    private static partial nint Splice(SafeHandle from, nint fromOffset, SafeHandle to, nint toOffset, nuint bytes, uint flags);

    [LibraryImport("libc", EntryPoint = "shutdown", SetLastError = true)]
    private static partial int Shutdown(SafeHandle socket, int how);
}
