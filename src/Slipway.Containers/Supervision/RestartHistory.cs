// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>What is remembered of a program's ends, over restarts of the agent too.</summary>
/// <param name="Streak">How often it ended since it last ran for long.</param>
/// <param name="Ends">When it ended lately, the latest last; no more than make a crash loop.</param>
/// <param name="IsCrashLoop">Whether it ended so often lately that starting it again will hardly help.</param>
public sealed record RestartHistory(int Streak, IReadOnlyList<DateTimeOffset> Ends, bool IsCrashLoop)
{
    /// <summary>It never ended.</summary>
    public static RestartHistory None { get; } = new(0, [], IsCrashLoop: false);
}
