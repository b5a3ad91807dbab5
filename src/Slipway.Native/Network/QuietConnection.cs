// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Slipway.Native;

/// <summary>
/// Connects a socket behind the back of the runtime's own event loop, which would otherwise wake at each byte that a <see cref="SocketRelay"/> carries. The <see cref="Socket"/>
/// doesn't know that it is connected: it is good for a relay alone.
/// </summary>
internal static partial class QuietConnection
{
    private const int InProgress = 115, SocketLevel = 1, ErrorOption = 4;
    private const short Writable = 0x4;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    internal static async Task ConnectAsync(Socket socket, IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        RelayCalls.MakeNonBlocking(socket.SafeHandle);
        var address = endPoint.Serialize();
        if (Connect(socket.SafeHandle, ref address.Buffer.Span[0], (uint)address.Size) == 0)
            return;
        if (Marshal.GetLastPInvokeError() is var errno and not InProgress)
            throw Problem(errno);
        // On a loopback interface it is done by now, unless more wait there than the program takes.
        while (!IsDone(socket))
            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
        var (error, size) = (0, (uint)sizeof(int));
        if (GetOption(socket.SafeHandle, SocketLevel, ErrorOption, ref error, ref size) != 0 || error != 0)
            throw Problem(error);
    }

    private static SocketException Problem(int errno) => errno == 111 ? new((int)SocketError.ConnectionRefused) : new((int)SocketError.NotConnected, Marshal.GetPInvokeErrorMessage(errno));

    private static bool IsDone(Socket socket)
    {
        var entry = new PollEntry { Descriptor = (int)socket.SafeHandle.DangerousGetHandle(), Events = Writable };
        return Poll(ref entry, 1, 0) > 0;
    }

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    private static partial int Connect(SafeHandle socket, ref byte address, uint length);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollEntry entries, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "getsockopt", SetLastError = true)]
    private static partial int GetOption(SafeHandle socket, int level, int name, ref int value, ref uint size);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
