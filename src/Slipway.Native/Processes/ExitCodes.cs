// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Native;

/// <summary>Finds out how a process ended that a pidfd says has ended.</summary>
internal static partial class ExitCodes
{
    private const int ByPidFd = 3, Exited = 4, NoHang = 1;
    private const int StatusOffset = 24, CodeOffset = 8, PidOffset = 16, SiginfoBytes = 128;
    private const int ClosedNormally = 1;

    // PIDFD_GET_INFO of the kernel's uapi/linux/pidfd.h: an in-out struct of 64 bytes in its first version, the exit status at its end.
    private const nuint GetInfo = (3u << 30) | (InfoBytes << 16) | (0xFFu << 8) | 11u;
    private const int InfoBytes = 64, ExitStatusOffset = 60;
    private const ulong WantsExit = 8;
    private const int Attempts = 50;

    internal static int? Read(SafeFileHandle pidfd, ProcessIdentity identity)
    {
        Span<byte> siginfo = stackalloc byte[SiginfoBytes];
        siginfo.Clear();
        if (WaitId(ByPidFd, (uint)pidfd.DangerousGetHandle(), ref siginfo[0], Exited | NoHang, 0) != 0)
            return ReadFromOutside(pidfd, identity);
        if (BinaryPrimitives.ReadInt32LittleEndian(siginfo[PidOffset..]) == 0)
            return null;
        var status = BinaryPrimitives.ReadInt32LittleEndian(siginfo[StatusOffset..]);
        return BinaryPrimitives.ReadInt32LittleEndian(siginfo[CodeOffset..]) == ClosedNormally ? status : 128 + status;
    }

    // Not our child. Until its parent has reaped it, it is in /proc; afterwards newer kernels answer.
    private static int? ReadFromOutside(SafeFileHandle pidfd, ProcessIdentity identity)
    {
        Span<byte> info = stackalloc byte[InfoBytes];
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (identity.ReadExitStatus() is { } zombies)
                return Of(zombies);
            info.Clear();
            BinaryPrimitives.WriteUInt64LittleEndian(info, WantsExit);
            if (IoCtl(pidfd, GetInfo, ref info[0]) == 0 && (BinaryPrimitives.ReadUInt64LittleEndian(info) & WantsExit) != 0)
            {
                var status = BinaryPrimitives.ReadInt32LittleEndian(info[ExitStatusOffset..]);
                return Of(status);
            }
            const int unknownRequest = 25, invalid = 22;
            if (Marshal.GetLastPInvokeError() is unknownRequest or invalid)
                return null;
            Thread.Sleep(2);
        }
        return null;
    }

    /// <summary>What a shell makes of a wait status.</summary>
    internal static int Of(int status) => (status & 0x7F) == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F);

    [LibraryImport("libc", EntryPoint = "waitid", SetLastError = true)]
    private static partial int WaitId(int idType, uint id, ref byte siginfo, int options, nint usage);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int IoCtl(SafeFileHandle descriptor, nuint request, ref byte data);
}
