// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Runtime.InteropServices;
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>Asks whether a process does anything about a signal.</summary>
internal static class SignalMask
{
    // rt_sigtimedwait, by architecture.
    private static readonly string TimedWait = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "137 " : "128 ";

    /// <summary>Whether the process has a handler for the signal, blocks it to take it up by itself, or waits for signals now, as inits do.</summary>
    internal static bool IsAwaited(ProcessIdentity process, Signal signal)
    {
        try
        {
            // While it waits so, the kernel shows what it waits for as not blocked.
            if (Directory.GetDirectories($"/proc/{process.Pid}/task").Any(static task => File.ReadAllText($"{task}/syscall").StartsWith(TimedWait, StringComparison.Ordinal)))
                return true;
            var bit = 1ul << (signal.Number - 1);
            return File.ReadLines($"/proc/{process.Pid}/status")
                .Where(line => line.StartsWith("SigCgt:", StringComparison.Ordinal) || line.StartsWith("SigBlk:", StringComparison.Ordinal))
                .Any(line => (ulong.Parse(line.AsSpan("SigCgt:".Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & bit) != 0);
        }
        catch (IOException)
        {
            // It has ended.
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            // Nothing can be learned: it may wait.
            return true;
        }
    }
}
