// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>How garbage is collected.</summary>
public sealed record CollectionOptions
{
    /// <summary>The settings used where nothing else is said.</summary>
    public static CollectionOptions Default { get; } = new();

    /// <summary>
    /// How long a blob is left alone after a client was last told that it exists: longer than a push takes. The default is 24 hours; zero is
    /// right only while nobody pushes.
    /// </summary>
    public TimeSpan Grace { get; init => field = value >= TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The grace is not negative."); } = TimeSpan.FromHours(24);

    /// <summary>How often a running registry collects by itself. The default is each hour; null is never.</summary>
    public TimeSpan? Interval { get; init => field = value is null || value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The interval is longer than zero."); } = TimeSpan.FromHours(1);

    /// <summary>What becomes of manifests that no tag leads to. The default is to keep them: clients may pull them by digest.</summary>
    public UntaggedManifests Untagged { get; init; } = UntaggedManifests.Keep;
}
