// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Slipway.Build;

/// <summary>How much memory steps may use that nobody set a limit for.</summary>
internal static class FreeMemory
{
    private const double Part = 0.8;

    /// <summary>80% of what the machine has free, or of this process's own limit where that is less, in bytes.</summary>
    public static long Share() => Share(Read("/proc/meminfo"), GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    /// <summary>The same of the text of /proc/meminfo; without its MemAvailable, of the limit alone.</summary>
    internal static long Share(string meminfo, long limit)
    {
        const string field = "MemAvailable:";
        var line = meminfo.Split('\n').FirstOrDefault(static line => line.StartsWith(field, StringComparison.Ordinal));
        var free = line is not null && long.TryParse(line[field.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var kibibytes)
            ? kibibytes * 1024 : long.MaxValue;
        return (long)(Math.Min(free, limit) * Part);
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
