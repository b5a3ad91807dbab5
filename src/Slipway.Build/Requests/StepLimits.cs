// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;

namespace Slipway.Build;

/// <summary>How much a RUN step may use, and for how long.</summary>
public sealed record StepLimits
{
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(40); // timers end soon after

    /// <summary>No limit at all.</summary>
    public static StepLimits None { get; } = new();

    /// <summary>Memory and processors, all processes of the step together. The default is no limit.</summary>
    public ResourceLimits Resources { get; init; } = ResourceLimits.None;

    /// <summary>How long a step may run, 40 days at most; then it is killed. Null, the default, is as long as it likes.</summary>
    public TimeSpan? Timeout
    {
        get;
        init => field = value is null || (value > TimeSpan.Zero && value <= LongestTimeout)
            ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A step's time is more than none, and 40 days at most.");
    }

    /// <summary>How many bytes a step's /dev/shm may hold. Null, the default, is Docker's 64 MiB.</summary>
    public long? SharedMemoryBytes { get; init; }

    /// <summary>Limits of each process (ulimit), in place of the defaults of the same type. The default is none.</summary>
    public IReadOnlyList<ProcessLimit> ProcessLimits { get; init; } = [];

    /// <summary>The control group below which each step gets its own, such as "/builds". Null, the default, is ours.</summary>
    public string? CgroupParent { get; init; }
}
