// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>A start that is to come after a while, unless somebody is quicker.</summary>
/// <param name="turn">Taken for the start; whoever holds it may schedule and cancel.</param>
/// <param name="start">Starts; returns how long to wait before the next try, or null where none is needed.</param>
/// <param name="time">The clock.</param>
internal sealed class PendingRestart(Turn turn, Func<Task<TimeSpan?>> start, TimeProvider time) : IDisposable
{
    private CancellationTokenSource _cancelling = new();

    /// <summary>Schedules the start.</summary>
    internal void Schedule(TimeSpan delay)
    {
        var cancelled = _cancelling.Token;
        _ = Task.Run(() => RunAsync(delay, cancelled), CancellationToken.None);
    }

    /// <summary>Takes back what was scheduled.</summary>
    internal void Cancel()
    {
        _cancelling.Cancel();
        _cancelling.Dispose();
        _cancelling = new();
    }

    /// <summary>Takes back what was scheduled, for good.</summary>
    public void Dispose()
    {
        _cancelling.Cancel();
        _cancelling.Dispose();
    }

    private async Task RunAsync(TimeSpan delay, CancellationToken cancelled)
    {
        for (TimeSpan? next = delay; next is { } wait;)
        {
            await Task.Delay(wait, time, cancelled).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancelled.IsCancellationRequested)
                return;
            // Who cancels holds the turn, so that what is cancelled by the time it is ours never starts.
            next = await turn.TakeAsync(() => cancelled.IsCancellationRequested ? Task.FromResult<TimeSpan?>(null) : start(), CancellationToken.None).ConfigureAwait(false);
        }
    }
}
