// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Containers;

/// <summary>When a container is checked, and what its checks mean: Docker's HEALTHCHECK.</summary>
public sealed record HealthProbeOptions
{
    /// <summary>Docker's defaults.</summary>
    public static HealthProbeOptions Default { get; } = new();

    /// <summary>Between two checks. The default is 30 s.</summary>
    public TimeSpan Interval { get; init => field = Positive(value); } = TimeSpan.FromSeconds(30);

    /// <summary>How long a check may take; one that takes longer has failed. The default is 30 s.</summary>
    public TimeSpan Timeout { get; init => field = Positive(value); } = TimeSpan.FromSeconds(30);

    /// <summary>How long after the start failures don't count, unless a check has succeeded before. The default is 0.</summary>
    public TimeSpan StartPeriod { get; init; }

    /// <summary>Between two checks within the start period, until one succeeds. The default is 5 s.</summary>
    public TimeSpan StartInterval { get; init => field = Positive(value); } = TimeSpan.FromSeconds(5);

    /// <summary>How many failures in a row make it unhealthy. The default is 3.</summary>
    public int Retries
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "At least one failure makes a container unhealthy.");
    } = 3;

    /// <summary>What an image's configuration says; what it leaves out or sets to 0 is Docker's default.</summary>
    public static HealthProbeOptions From(HealthCheckConfig config) => new()
    {
        Interval = Duration(config.Interval) ?? Default.Interval,
        Timeout = Duration(config.Timeout) ?? Default.Timeout,
        StartPeriod = Duration(config.StartPeriod) ?? Default.StartPeriod,
        StartInterval = Duration(config.StartInterval) ?? Default.StartInterval,
        Retries = config.Retries is > 0 and var retries ? retries : Default.Retries,
    };

    // Nanoseconds, as Go counts time.
    private static TimeSpan? Duration(long? nanoseconds) =>
        nanoseconds is > 0 and var value ? TimeSpan.FromTicks(Math.Max(1, value / TimeSpan.NanosecondsPerTick)) : null;

    private static TimeSpan Positive(TimeSpan value) =>
        value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "It has to be longer than nothing.");
}
