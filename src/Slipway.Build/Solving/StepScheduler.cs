// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>Lets so many steps run at once, and of those that wait the one first on which the longest path still hangs.</summary>
internal sealed class StepScheduler(int slots)
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<TaskCompletionSource, (long Priority, long Order)> _waiting = new();
    private int _free = slots;
    private long _order;

    /// <summary>Waits for a slot. The slot is free again when what is returned is disposed.</summary>
    /// <param name="priority">How long the path is that waits for the step; greater goes first.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<IDisposable> EnterAsync(long priority, CancellationToken cancellationToken)
    {
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_free > 0 && _waiting.Count == 0)
            {
                _free--;
                return new Slot(this);
            }
            _waiting.Enqueue(turn, (-priority, _order++));
        }
        using var cancelled = cancellationToken.Register(() => turn.TrySetCanceled(cancellationToken));
        await turn.Task.ConfigureAwait(false);
        return new Slot(this);
    }

    private void Leave()
    {
        lock (_gate)
        {
            // A turn that was cancelled meanwhile doesn't take the slot.
            while (_waiting.TryDequeue(out var next, out _))
            {
                if (next.TrySetResult())
                    return;
            }
            _free++;
        }
    }

    private sealed class Slot(StepScheduler scheduler) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
                scheduler.Leave();
        }
    }
}
