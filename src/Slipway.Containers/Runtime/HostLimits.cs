// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>What this process may hand on to a container.</summary>
/// <param name="Capabilities">The bits of the capabilities it can give.</param>
/// <param name="CanRaiseLimits">Whether it may set any process limit, and spare a process when memory runs out (CAP_SYS_RESOURCE).</param>
/// <param name="HardLimits">Its own hard limits by Linux's name; without an entry there is none.</param>
/// <param name="OomScoreAdjustment">How much sooner or later than others it is killed itself when the host is out of memory.</param>
internal sealed record HostLimits(ulong Capabilities, bool CanRaiseLimits, IReadOnlyDictionary<string, ulong> HardLimits, int OomScoreAdjustment)
{
    private const int SysResourceBit = 24;

    // The words of /proc/self/limits and setrlimit's names.
    private static readonly Dictionary<string, string> Names = new()
    {
        ["Max cpu time"] = "RLIMIT_CPU", ["Max file size"] = "RLIMIT_FSIZE", ["Max data size"] = "RLIMIT_DATA", ["Max stack size"] = "RLIMIT_STACK",
        ["Max core file size"] = "RLIMIT_CORE", ["Max resident set"] = "RLIMIT_RSS", ["Max processes"] = "RLIMIT_NPROC",
        ["Max open files"] = "RLIMIT_NOFILE", ["Max locked memory"] = "RLIMIT_MEMLOCK", ["Max address space"] = "RLIMIT_AS",
        ["Max file locks"] = "RLIMIT_LOCKS", ["Max pending signals"] = "RLIMIT_SIGPENDING", ["Max msgqueue size"] = "RLIMIT_MSGQUEUE",
        ["Max nice priority"] = "RLIMIT_NICE", ["Max realtime priority"] = "RLIMIT_RTPRIO", ["Max realtime timeout"] = "RLIMIT_RTTIME",
    };

    internal static HostLimits Read()
    {
        var status = File.ReadAllLines("/proc/self/status");
        var effective = Bits(status, "CapEff:");
        // The limits belong to the machine: the capability counts in its first user namespace alone.
        var canRaise = UserNamespace.IsInitial && (effective & (1ul << SysResourceBit)) != 0;
        return new(Bits(status, "CapBnd:"), canRaise, ReadHardLimits(File.ReadAllLines("/proc/self/limits")), int.Parse(File.ReadAllText("/proc/self/oom_score_adj"), CultureInfo.InvariantCulture));
    }

    /// <summary>The limit, as far as this process may set it.</summary>
    internal ProcessLimit Clamp(ProcessLimit limit)
    {
        if (CanRaiseLimits || !HardLimits.TryGetValue(limit.Type, out var most))
            return limit;
        return limit with { Soft = Math.Min(limit.Soft, most), Hard = Math.Min(limit.Hard, most) };
    }

    /// <summary>
    /// What is to be set for a container; null where it has that from this process. A service that is spared when memory runs out spares no container of its by that;
    /// of one that is killed sooner they are too, where it may not spare them.
    /// </summary>
    internal int? OomScoreAdjustmentFor(int wanted) =>
        wanted == OomScoreAdjustment || (wanted == 0 && OomScoreAdjustment > 0 && !CanRaiseLimits) ? null : wanted;

    private static ulong Bits(string[] status, string name) => status
        .Where(line => line.StartsWith(name, StringComparison.Ordinal))
        .Select(line => ulong.Parse(line.AsSpan(name.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture))
        .FirstOrDefault();

    private static Dictionary<string, ulong> ReadHardLimits(string[] lines)
    {
        var limits = new Dictionary<string, ulong>();
        foreach (var line in lines)
        {
            // Name in words, then soft limit, hard limit and unit, in columns.
            if (Names.FirstOrDefault(name => line.StartsWith(name.Key, StringComparison.Ordinal)) is not { Key: { } words, Value: { } type })
                continue;
            var columns = line[words.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (columns.Length > 1 && ulong.TryParse(columns[1], NumberStyles.None, CultureInfo.InvariantCulture, out var hard))
                limits[type] = hard;
        }
        return limits;
    }
}
