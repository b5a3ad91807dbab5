// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>How many wrong passwords are taken before who sends them has to wait (429 with Retry-After).</summary>
public sealed record ThrottleOptions
{
    /// <summary>The settings used where nothing else is said.</summary>
    public static ThrottleOptions Default { get; } = new();

    /// <summary>How many from one address for one user. The default is 10.</summary>
    public int FailuresPerUser { get; init => field = AtLeastOne(value); } = 10;

    /// <summary>How many from one address (of IPv6: from one /64) for all users together; many users may share the address of a proxy. The default is 100.</summary>
    public int FailuresPerAddress { get; init => field = AtLeastOne(value); } = 100;

    /// <summary>The time in which so many are forgotten again, one after the other. The default is 5 minutes.</summary>
    public TimeSpan Window { get; init => field = value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The window is longer than zero."); } = TimeSpan.FromMinutes(5);

    private static int AtLeastOne(int value) => value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "At least one failure is taken.");
}
