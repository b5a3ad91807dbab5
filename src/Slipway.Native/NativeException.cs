// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Slipway.Native;

/// <summary>
/// The system refused a call. The message says what was being done, to which object, and the system's reason:
/// "Cannot mount tmpfs on '/x': No such file or directory (errno 2).".
/// </summary>
public sealed class NativeException : IOException
{
    /// <summary>Creates the exception for an action that the system refused.</summary>
    /// <param name="action">What was being done and to which object, as a clause without a full stop: "Cannot mount tmpfs on '/x'".</param>
    /// <param name="errno">The system's error number.</param>
    public NativeException(string action, int errno)
        : base($"{action}: {Marshal.GetPInvokeErrorMessage(errno)} (errno {errno}).") => Errno = errno;

    /// <summary>The system's error number, such as 2 for ENOENT.</summary>
    public int Errno { get; }

    /// <summary>Whether the same call may succeed when made again: interrupted, busy, or out of something that others give back.</summary>
    public bool IsTransient => Errno is Native.Errno.Interrupted or Native.Errno.TryAgain or Native.Errno.Busy or Native.Errno.NoMemory
        or Native.Errno.TooManyFilesOpen or Native.Errno.TooManyFilesOpenInSystem;

    /// <summary>The exception for the system call that this thread made last. Call it before anything else can make one.</summary>
    /// <param name="action">What was being done and to which object, as a clause without a full stop.</param>
    public static NativeException FromLastError(string action)
    {
        var errno = Marshal.GetLastPInvokeError();
        return new(action, errno);
    }
}
