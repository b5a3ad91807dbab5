// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>Asks whether a process does anything about a signal.</summary>
internal static class SignalMask
{
    /// <summary>Whether the process has a handler for the signal, or blocks it to take it up by itself.</summary>
    internal static bool IsAwaited(ProcessIdentity process, Signal signal)
    {
        try
        {
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
    }
}
