// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Slipway.Native;

/// <summary>Makes this process the parent of descendants whose own parent has ended, so that it learns how they end.</summary>
public static partial class Subreaper
{
    private const int SetChildSubreaper = 36;

    /// <summary>
    /// From now on orphaned descendants become children of this process, which must await each (<see cref="ProcessHandle.WaitForExitAsync"/>),
    /// or they stay as zombies until it ends. Calling it again changes nothing.
    /// </summary>
    /// <exception cref="NativeException">The system refused.</exception>
    public static void Become()
    {
        if (ProcessControl(SetChildSubreaper, 1, 0, 0, 0) != 0)
            throw NativeException.FromLastError("Cannot become the subreaper of this process's descendants");
    }

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int ProcessControl(int option, nuint second, nuint third, nuint fourth, nuint fifth);
}
