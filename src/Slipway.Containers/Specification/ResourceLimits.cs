// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>How much a container may use, all its processes together. Null is no limit.</summary>
public sealed record ResourceLimits
{
    private const long LeastMemoryBytes = 4 * 1024 * 1024;

    /// <summary>No limit at all.</summary>
    public static ResourceLimits None { get; } = new();

    /// <summary>Memory in bytes, swap included; 4 MiB at least.</summary>
    public long? MemoryBytes
    {
        get;
        init => field = value is null or >= LeastMemoryBytes
            ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A container needs 4 MiB of memory at least.");
    }

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
}
