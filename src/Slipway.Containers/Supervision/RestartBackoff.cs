// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>How long to wait before a container is started again, by how it went before.</summary>
public sealed class RestartBackoff(RestartOptions options)
{
    private readonly List<DateTimeOffset> _ends = [];
    private int _streak;

    /// <summary>Whether it ended so often lately that starting it again will hardly help.</summary>
    public bool IsCrashLoop { get; private set; }

    /// <summary>Takes note of an end.</summary>
    /// <param name="endedAt">When.</param>
    /// <param name="ran">How long it had run.</param>
    /// <returns>How long to wait now.</returns>
    public TimeSpan Ended(DateTimeOffset endedAt, TimeSpan ran)
    {
        if (ran >= options.ResetAfter)
            _streak = 0;
        _ends.RemoveAll(end => endedAt - end > options.CrashLoopWindow);
        _ends.Add(endedAt);
        IsCrashLoop = _ends.Count >= options.CrashLoopEnds;
        var delay = options.FirstDelay * Math.Pow(2, Math.Min(_streak++, 30));
        return delay < options.LongestDelay ? delay : options.LongestDelay;
    }
}
