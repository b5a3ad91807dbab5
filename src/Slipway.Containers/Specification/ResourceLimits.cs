// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;

namespace Slipway.Containers;

/// <summary>How much a container may use, all its processes together. Null is no limit.</summary>
public sealed partial record ResourceLimits
{
    private const long LeastMemoryBytes = 4 * 1024 * 1024;

    /// <summary>No limit at all.</summary>
    public static ResourceLimits None { get; } = new();

    /// <summary>Memory in bytes, swap included unless <see cref="MemoryAndSwapBytes"/> says otherwise; 4 MiB at least.</summary>
    public long? MemoryBytes
    {
        get;
        init => field = value is null or >= LeastMemoryBytes
            ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A container needs 4 MiB of memory at least.");
    }

    /// <summary>Memory and swap together in bytes, where <see cref="MemoryBytes"/> is given; -1 is as much swap as there is. Null is no swap.</summary>
    public long? MemoryAndSwapBytes
    {
        get;
        init => field = value is null or -1 or >= LeastMemoryBytes
            ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Memory and swap are 4 MiB at least, or -1.");
    }

    /// <summary>Memory in bytes that it is held to while the host is short of it; 4 MiB at least. Null is none.</summary>
    public long? MemoryReservationBytes
    {
        get;
        init => field = value is null or >= LeastMemoryBytes
            ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A reservation is 4 MiB of memory at least.");
    }

    /// <summary>How readily its memory is swapped out, 0 to 100; only in control groups of version 1. Null is the host's.</summary>
    public int? MemorySwappiness
    {
        get;
        init => field = value is null or (>= 0 and <= 100)
            ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Swappiness is 0 to 100.");
    }

    /// <summary>Microseconds of processor time in each <see cref="CpuPeriod"/>; 1000 at least. <see cref="Cpus"/> takes precedence.</summary>
    public long? CpuQuota
    {
        get;
        init => field = value is null or >= 1000 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A quota is 1000 microseconds at least.");
    }

    /// <summary>The period that a quota is of, in microseconds: 1000 to 1000000. Null is the kernel's, 100000.</summary>
    public ulong? CpuPeriod
    {
        get;
        init => field = value is null or (>= 1000 and <= 1_000_000)
            ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A period is 1000 to 1000000 microseconds.");
    }

    /// <summary>The weight against others where processors are short; 1024 is everybody's.</summary>
    public ulong? CpuShares
    {
        get;
        init => field = value is null or (>= 2 and <= 262_144)
            ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Processor shares are 2 to 262144.");
    }

    /// <summary>The processors it may run on, "0-3,5".</summary>
    public string? CpuSet { get; init => field = RequireList(value); }

    /// <summary>The memory nodes it may use, "0,1".</summary>
    public string? MemoryNodes { get; init => field = RequireList(value); }

    /// <summary>Processors' worth of time: 0.5 is half of one; 0.01 at least.</summary>
    public double? Cpus
    {
        get;
        init => field = value is null or (>= 0.01 and <= 10_000)
            ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A container needs 0.01 of a processor at least.");
    }

    /// <summary>Processes and threads; 1 at least.</summary>
    public int? Pids
    {
        get;
        init => field = value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A container has 1 process at least.");
    }

    /// <summary>These limits with others over them; what the others leave open stays.</summary>
    internal ResourceLimits With(ResourceLimits changes) => new()
    {
        MemoryBytes = changes.MemoryBytes ?? MemoryBytes,
        // It belongs to the memory that it was given with.
        MemoryAndSwapBytes = changes.MemoryBytes is null ? changes.MemoryAndSwapBytes ?? MemoryAndSwapBytes : changes.MemoryAndSwapBytes,
        MemoryReservationBytes = changes.MemoryReservationBytes ?? MemoryReservationBytes,
        MemorySwappiness = changes.MemorySwappiness ?? MemorySwappiness,
        Cpus = changes.CpuQuota is null && changes.CpuPeriod is null ? changes.Cpus ?? Cpus : null,
        CpuQuota = changes.Cpus is null ? changes.CpuQuota ?? CpuQuota : null,
        CpuPeriod = changes.Cpus is null ? changes.CpuPeriod ?? CpuPeriod : null,
        CpuShares = changes.CpuShares ?? CpuShares,
        CpuSet = changes.CpuSet ?? CpuSet,
        MemoryNodes = changes.MemoryNodes ?? MemoryNodes,
        Pids = changes.Pids ?? Pids,
    };

    private static string? RequireList(string? list) => list is null || ListPattern().IsMatch(list)
        ? list : throw new ArgumentException($"A list of processors or memory nodes has numbers and ranges, such as 0-3,5, unlike '{list}'.");

    [GeneratedRegex(@"\A\d{1,4}(-\d{1,4})?(,\d{1,4}(-\d{1,4})?)*\z")]
    private static partial Regex ListPattern();
}
