// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Slipway.Native;

/// <summary>Whether the processor and the kernel run programs of their 32-bit forebear: 386 on amd64, arm on arm64.</summary>
public static partial class ExecutionDomain
{
    private const ulong Query = 0xffffffff, Linux32 = 0x0008;

    // Present where an x86-64 kernel was built, and started, with the emulation of IA-32.
    private const string Ia32 = "/proc/sys/abi/vsyscall32";

    private static readonly Lazy<bool> Measured = new(static () => RuntimeInformation.OSArchitecture switch
    {
        Architecture.X64 => File.Exists(Ia32),
        Architecture.Arm64 => AllowsLinux32(),
        _ => false,
    });

    /// <summary>Whether 32-bit programs of the same family run. It is found out once.</summary>
    public static bool Runs32Bit => Measured.Value;

    // The domain belongs to the thread. An ARM without 32-bit instructions refuses it (arch/arm64/kernel/sys.c), and many servers are such.
    private static bool AllowsLinux32()
    {
        var before = SetPersonality((nuint)Query);
        if (SetPersonality((nuint)Linux32) == -1)
            return false;
        _ = SetPersonality((nuint)(uint)before);
        return true;
    }

    [LibraryImport("libc", EntryPoint = "personality", SetLastError = true)]
    private static partial int SetPersonality(nuint persona);
}
