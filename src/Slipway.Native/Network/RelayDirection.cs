// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Native;

/// <summary>
/// One direction between two sockets: what comes from one goes through a pipe to the other without leaving the kernel. Nothing more is taken while the pipe holds
/// something, so that who reads slowly slows down who writes.
/// </summary>
internal sealed class RelayDirection : IDisposable
{
    private const int PipeBytes = 1024 * 1024, RoundsInTurn = 16;

    private readonly SafeHandle _from, _to;
    private readonly SafeFileHandle _read, _write;
    private int _held;
    private bool _hasEnded;

    internal RelayDirection(SafeHandle from, SafeHandle to)
    {
        (_from, _to) = (from, to);
        (_read, _write) = RelayCalls.CreatePipe(PipeBytes);
    }

    /// <summary>Whether there may be something to take; cleared when there was nothing.</summary>
    internal bool CanRead { get; set; } = true;

    /// <summary>Whether there may be room; cleared when there was none.</summary>
    internal bool CanWrite { get; set; } = true;

    /// <summary>Carries what can be carried now, up to a share that leaves others theirs.</summary>
    internal RelayProgress Pump()
    {
        if (_hasEnded && _held == 0)
            return RelayProgress.Ended;
        for (var round = 0; round < RoundsInTurn; round++)
        {
            if (_held == 0)
            {
                if (!CanRead)
                    return RelayProgress.Waits;
                var taken = (int)RelayCalls.Splice(_from, _write, PipeBytes);
                if (taken == 0)
                {
                    _hasEnded = true;
                    RelayCalls.EndWrites(_to);
                    return RelayProgress.Ended;
                }
                if (taken < 0)
                {
                    var errno = Marshal.GetLastPInvokeError();
                    if (errno is not (Errno.TryAgain or Errno.Interrupted))
                        return RelayProgress.Broke;
                    CanRead = errno == Errno.Interrupted;
                    continue;
                }
                _held = taken;
            }
            if (!CanWrite)
                return RelayProgress.Waits;
            var given = (int)RelayCalls.Splice(_read, _to, _held);
            if (given > 0)
                _held -= given;
            else if (given == 0 || Marshal.GetLastPInvokeError() is not (Errno.TryAgain or Errno.Interrupted))
                return RelayProgress.Broke;
            else
                CanWrite = Marshal.GetLastPInvokeError() == Errno.Interrupted;
        }
        return RelayProgress.HasMore;
    }

    public void Dispose()
    {
        _read.Dispose();
        _write.Dispose();
    }
}
