// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Native;

/// <summary>A routing socket of the calling thread's network namespace.</summary>
internal sealed partial class NetlinkSocket : IDisposable
{
    private const int NetlinkFamily = 16, RawKind = 3, CloseOnExec = 0x80000, RouteProtocol = 0;
    private const int SocketLevel = 1, ReceiveTimeout = 20, AnswersWithinSeconds = 10;
    private const int ErrnoOffset = 16, AnswerBytes = 8192;

    private readonly SafeFileHandle _socket;

    private NetlinkSocket(SafeFileHandle socket) => _socket = socket;

    internal static NetlinkSocket Open()
    {
        var descriptor = Socket(NetlinkFamily, RawKind | CloseOnExec, RouteProtocol);
        if (descriptor < 0)
            throw NativeException.FromLastError("Cannot open a routing socket");
        var socket = new NetlinkSocket(new(descriptor, ownsHandle: true));
        // struct timeval: a request that the kernel takes for none is never answered.
        Span<long> patience = [AnswersWithinSeconds, 0];
        _ = SetOption(socket._socket, SocketLevel, ReceiveTimeout, ref patience[0], (uint)(patience.Length * sizeof(long)));
        return socket;
    }

    /// <summary>Asks for a change, and waits until it is made.</summary>
    /// <exception cref="NativeException">The kernel refused; the message begins with <paramref name="action"/>.</exception>
    internal void Ask(NetlinkMessage message, string action)
    {
        var bytes = message.ToArray();
        if (Send(_socket, ref bytes[0], (nuint)bytes.Length, 0) < 0)
            throw NativeException.FromLastError(action);
        var answer = new byte[AnswerBytes];
        if (Receive(_socket, ref answer[0], AnswerBytes, 0) < ErrnoOffset + sizeof(int))
            throw NativeException.FromLastError(action);
        // Asked for one change, it answers with one NLMSG_ERROR, whose number is 0 or a negative errno.
        if (MemoryMarshal.Read<int>(answer.AsSpan(ErrnoOffset)) is not 0 and var errno)
            throw new NativeException(action, -errno);
    }

    public void Dispose() => _socket.Dispose();

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    private static partial int SetOption(SafeFileHandle socket, int level, int name, ref long value, uint size);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint Send(SafeFileHandle socket, ref byte data, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint Receive(SafeFileHandle socket, ref byte data, nuint length, int flags);
}
