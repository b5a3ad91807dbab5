// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>One step of a plan.</summary>
public sealed record PlannedStep
{
    /// <summary>The step.</summary>
    public required BuildStep Step { get; init; }

    /// <summary>The ids of the steps it needs.</summary>
    public required IReadOnlyList<int> Needs { get; init; }

    /// <summary>Whether its result is at hand.</summary>
    public required CacheState Cache { get; init; }

    /// <summary>Why it isn't, a clause for people: <c>the files of '.' changed</c>, <c>ARG VERSION changed</c>; empty where it is at hand.</summary>
    public IReadOnlyList<CacheMiss> Misses { get; init; } = [];

    /// <summary>How long it took when it last ran, or null.</summary>
    public TimeSpan? LastDuration { get; init; }

    /// <summary>How long it is expected to take: what it took when it last ran, or a guess by what it does; zero for a base image.</summary>
    public TimeSpan ExpectedDuration { get; init; }
}
