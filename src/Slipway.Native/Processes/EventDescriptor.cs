// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Native;

/// <summary>An eventfd, to wake a thread that sleeps in poll.</summary>
internal sealed partial class EventDescriptor : IDisposable
{
    private const int CloseOnExec = 0x80000, NonBlocking = 0x800;

    private readonly SafeFileHandle _handle;

    private EventDescriptor(SafeFileHandle handle) => _handle = handle;

    internal int Descriptor => (int)_handle.DangerousGetHandle();

    internal static EventDescriptor Create()
    {
        var descriptor = EventFd(0, CloseOnExec | NonBlocking);
        return descriptor >= 0 ? new(new(descriptor, ownsHandle: true)) : throw NativeException.FromLastError("Cannot create an eventfd");
    }

    internal void Signal()
    {
        ulong one = 1;
        // A full counter is readable as well, so there is nothing to check.
        _ = Write(Descriptor, ref one, sizeof(ulong));
    }

    /// <summary>Takes back what was signalled.</summary>
    internal void Clear()
    {
        ulong count = 0;
        _ = Read(Descriptor, ref count, sizeof(ulong));
    }

    public void Dispose() => _handle.Dispose();

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int EventFd(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, ref ulong value, nuint size);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int descriptor, ref ulong value, nuint size);
}
