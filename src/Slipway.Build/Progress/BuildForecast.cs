// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>
/// Says of a build under way how long it will go on, by what its steps took when they last ran: what is left is laid on as many slots as there are, longest
/// path first, as the build itself does it. Not safe for several threads.
/// </summary>
public sealed class BuildForecast
{
    private readonly HashSet<Digest> _done = [];
    private readonly Dictionary<Digest, DateTimeOffset> _running = [];
    private readonly Dictionary<Digest, ExpectedStep> _expected = [];
    private readonly Dictionary<Digest, TimeSpan> _rest = [];
    private int _slots = 1;

    /// <summary>Takes note of an event.</summary>
    public void Observe(BuildEvent happened)
    {
        switch (happened)
        {
            case StepsExpected expected:
                Expect(expected);
                break;
            case StepStarted started:
                _running[started.Step.Digest] = started.Time;
                break;
            case StepCached cached:
                End(cached.Step);
                break;
            case StepFinished finished:
                End(finished.Step);
                break;
            case StepFailed failed:
                End(failed.Step);
                break;
            case StepCancelled cancelled:
                End(cancelled.Step);
                break;
        }
    }

    /// <summary>How long the steps that are left will take; null where nothing is known of them, or none is left.</summary>
    /// <param name="now">The time.</param>
    public TimeSpan? Remaining(DateTimeOffset now)
    {
        var left = _expected.Values.Where(step => !_done.Contains(step.Digest)).ToList();
        if (left.Count == 0)
            return null;
        var waitsFor = left.ToDictionary(static step => step.Digest, step => step.Needs.Count(need => !_done.Contains(need) && _expected.ContainsKey(need)));
        var followers = left.SelectMany(static step => step.Needs.Select(need => (need, step))).ToLookup(static pair => pair.need, static pair => pair.step);
        var ready = new PriorityQueue<ExpectedStep, TimeSpan>();
        var ends = new PriorityQueue<ExpectedStep, TimeSpan>();
        foreach (var step in left)
        {
            if (_running.TryGetValue(step.Digest, out var started))
                ends.Enqueue(step, Max(TimeSpan.Zero, step.Duration - (now - started)));
            else if (waitsFor[step.Digest] == 0)
                ready.Enqueue(step, -_rest[step.Digest]);
        }
        var time = TimeSpan.Zero;
        while (true)
        {
            while (ends.Count < _slots && ready.TryDequeue(out var next, out _))
                ends.Enqueue(next, time + next.Duration);
            if (!ends.TryDequeue(out var ended, out var end))
                return time;
            time = end;
            foreach (var follower in followers[ended.Digest].Where(follower => --waitsFor[follower.Digest] == 0 && !_running.ContainsKey(follower.Digest)))
                ready.Enqueue(follower, -_rest[follower.Digest]);
        }
    }

    /// <summary>Whether one of the steps that are left never ran, so that its duration is a guess.</summary>
    public bool IsGuess => _expected.Values.Any(step => step.IsGuess && !_done.Contains(step.Digest));

    private void Expect(StepsExpected expected)
    {
        _slots = Math.Max(1, expected.Slots);
        foreach (var step in expected.Steps)
        {
            _expected[step.Digest] = step;
            _rest[step.Digest] = step.Duration;
        }
        // Each step comes after those it needs, so that backwards what follows is known.
        foreach (var step in expected.Steps.Reverse())
        {
            foreach (var need in step.Needs.Where(_rest.ContainsKey))
                _rest[need] = Max(_rest[need], _expected[need].Duration + _rest[step.Digest]);
        }
    }

    private void End(BuildStep step)
    {
        _running.Remove(step.Digest);
        _done.Add(step.Digest);
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
