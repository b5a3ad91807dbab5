// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Slipway.Bench;

/// <summary>The most memory that a process has had resident, as the kernel counts it (proc(5): VmHWM).</summary>
internal static class PeakMemory
{
    /// <summary>In bytes, since the process began.</summary>
    public static long Of(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(static line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }
}
