// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>Keeps what became of each step of a build, and when.</summary>
internal sealed class StepTimings(DateTimeOffset begun)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, DateTimeOffset> _started = [];
    private readonly List<StepTiming> _done = [];

    /// <summary>Takes note of an event.</summary>
    public void Observe(BuildEvent happened)
    {
        switch (happened)
        {
            case StepStarted started:
                lock (_gate)
                    _started.TryAdd(started.Step.Id, started.Time);
                break;
            case StepCached cached:
                End(cached.Step, StepOutcome.Cached, cached.Time, TimeSpan.Zero);
                break;
            case StepFinished finished:
                End(finished.Step, StepOutcome.Run, finished.Time, finished.Duration);
                break;
            case StepFailed failed:
                End(failed.Step, StepOutcome.Failed, failed.Time, failed.Duration);
                break;
            case StepCancelled cancelled:
                End(cancelled.Step, StepOutcome.Cancelled, cancelled.Time, null);
                break;
        }
    }

    /// <summary>The steps that are over, in the order in which they began.</summary>
    public IReadOnlyList<StepTiming> All
    {
        get
        {
            lock (_gate)
                return [.. _done.OrderBy(static timing => timing.Began).ThenBy(static timing => timing.Step.Id)];
        }
    }

    private void End(BuildStep step, StepOutcome outcome, DateTimeOffset ended, TimeSpan? duration)
    {
        lock (_gate)
        {
            var began = _started.GetValueOrDefault(step.Id, ended);
            _done.Add(new(step, outcome, began - begun, duration ?? ended - began));
        }
    }
}
