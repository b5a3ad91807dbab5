// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>How containers whose program ends are started again.</summary>
public sealed record RestartOptions
{
    /// <summary>
    /// Docker's: after 100 ms, twice as long each time, up to a minute; from the beginning after 10 s of running. One that ends once in a while is back before anybody
    /// notices, and one that cannot run costs a start a minute.
    /// </summary>
    public static RestartOptions Default { get; } = new();

    /// <summary>Before the first restart. The default is 100 ms.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest before any. The default is 60 s.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Who ran that long begins again with the first delay. The default is 10 s.</summary>
    public TimeSpan ResetAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many ends within <see cref="CrashLoopWindow"/> make a crash loop. The default is 5.</summary>
    public int CrashLoopEnds { get; init; } = 5;

    /// <summary>The default is 10 minutes.</summary>
    public TimeSpan CrashLoopWindow { get; init; } = TimeSpan.FromMinutes(10);
}
