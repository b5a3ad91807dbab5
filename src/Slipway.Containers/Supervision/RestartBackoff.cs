// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>How long to wait before a container is started again, by how it went before.</summary>
/// <param name="options">The delays.</param>
/// <param name="history">What another process saw of it.</param>
public sealed class RestartBackoff(RestartOptions options, RestartHistory history)
{
    /// <summary>One of a container that never ended.</summary>
    public RestartBackoff(RestartOptions options) : this(options, RestartHistory.None)
    {
    }

    /// <summary>What is to be remembered.</summary>
    public RestartHistory History { get; private set; } = history;

    /// <summary>Whether it ended so often lately that starting it again will hardly help.</summary>
    public bool IsCrashLoop => History.IsCrashLoop;

    /// <summary>Takes note of an end.</summary>
    /// <param name="endedAt">When.</param>
    /// <param name="ran">How long it had run.</param>
    /// <returns>How long to wait now.</returns>
    public TimeSpan Ended(DateTimeOffset endedAt, TimeSpan ran)
    {
        var streak = ran >= options.ResetAfter ? 0 : History.Streak;
        IReadOnlyList<DateTimeOffset> ends = [.. History.Ends.Where(end => endedAt - end <= options.CrashLoopWindow).Append(endedAt).TakeLast(options.CrashLoopEnds)];
        History = new(Math.Min(streak + 1, 30), ends, ends.Count >= options.CrashLoopEnds);
        var delay = options.FirstDelay * Math.Pow(2, streak);
        return delay < options.LongestDelay ? delay : options.LongestDelay;
    }

    /// <summary>Forgets what was: it is started by hand.</summary>
    public void Forget() => History = RestartHistory.None;
}
