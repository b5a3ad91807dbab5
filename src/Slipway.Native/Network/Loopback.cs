// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Native;

/// <summary>The loopback interface of the calling thread's network namespace.</summary>
internal static partial class Loopback
{
    private const int InternetFamily = 2, Datagram = 2, CloseOnExec = 0x80000;
    private const nuint SetInterfaceFlags = 0x8914;
    private const int RequestBytes = 40, FlagsOffset = 16;
    private const short UpAndRunning = 0x41;

    internal static void BringUp()
    {
        var descriptor = Socket(InternetFamily, Datagram | CloseOnExec, 0);
        if (descriptor < 0)
            throw NativeException.FromLastError("Cannot make a socket in a network namespace");
        using var socket = new SafeFileHandle(descriptor, ownsHandle: true);
        // struct ifreq: the interface's name in 16 bytes, then its flags.
        Span<byte> request = stackalloc byte[RequestBytes];
        request.Clear();
        "lo"u8.CopyTo(request);
        BinaryPrimitives.WriteInt16LittleEndian(request[FlagsOffset..], UpAndRunning);
        if (IoCtl(socket, SetInterfaceFlags, ref request[0]) != 0)
            throw NativeException.FromLastError("Cannot bring up the loopback interface of a network namespace");
    }

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int IoCtl(SafeFileHandle descriptor, nuint request, ref byte data);
}
