// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>How a running registry reads its files to find those that are no longer right.</summary>
public sealed record ScrubOptions
{
    /// <summary>The settings used where nothing else is said.</summary>
    public static ScrubOptions Default { get; } = new();

    /// <summary>How often everything is read, counted over restarts. The default is each week; null is never.</summary>
    public TimeSpan? Interval { get; init => field = value is null || value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The interval is longer than zero."); } = TimeSpan.FromDays(7);

    /// <summary>The most bytes that are read in a second. The default is 32 MiB; null is no limit.</summary>
    public long? BytesPerSecond { get; init => field = value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A speed is at least 1 byte a second."); } = 32L << 20;
}
