// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>
/// Lets so many steps run at once whose memory fits together, and of those that wait the one first on which the longest path still hangs. A step that
/// waits for memory alone is passed by others only as long as that doesn't make it wait longer.
/// </summary>
/// <param name="slots">How many run at once.</param>
/// <param name="memory">How many bytes they may use together, by what each is known to use; one that uses more by itself runs alone among those.</param>
internal sealed class StepScheduler(int slots, long memory = long.MaxValue)
{
    private readonly Lock _gate = new();
    private readonly SortedSet<Turn> _waiting = new(Comparer<Turn>.Create(static (one, other) =>
        one.Priority != other.Priority ? other.Priority.CompareTo(one.Priority) : one.Order.CompareTo(other.Order)));
    private readonly HashSet<Turn> _running = [];
    private long _order;
    private long _admitted;
    private long _used;

    /// <summary>Waits for a turn, which is over when what is returned is disposed.</summary>
    /// <param name="priority">How long the path is that waits for the step; greater goes first.</param>
    /// <param name="bytes">How much memory the step is known to use; 0 where nobody knows.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<IDisposable> EnterAsync(long priority, long bytes, CancellationToken cancellationToken)
    {
        Turn turn;
        lock (_gate)
        {
            turn = new(this) { Priority = priority, Order = _order++, Bytes = Math.Min(bytes, memory) };
            _waiting.Add(turn);
            Admit();
        }
        using var cancelled = cancellationToken.Register(() => Withdraw(turn, cancellationToken));
        await turn.Come.Task.ConfigureAwait(false);
        return turn;
    }

    private void Admit()
    {
        List<Turn>? admitted = null;
        Turn? held = null;
        foreach (var turn in _waiting)
        {
            if (_running.Count >= slots)
                break;
            if (_used + turn.Bytes > memory || (held is not null && !MayPass(turn, held)))
            {
                if (held is null)
                {
                    held = turn;
                    turn.HeldSince ??= _admitted;
                }
                continue;
            }
            turn.Admitted = ++_admitted;
            _running.Add(turn);
            _used += turn.Bytes;
            (admitted ??= []).Add(turn);
        }
        foreach (var turn in admitted ?? [])
        {
            _waiting.Remove(turn);
            turn.Come.TrySetResult();
        }
    }

    // Those that passed it must leave it the room it needs once the others have ended.
    private bool MayPass(Turn turn, Turn held) =>
        _running.Where(other => other.Admitted > held.HeldSince).Sum(static other => other.Bytes) + turn.Bytes + held.Bytes <= memory;

    private void Withdraw(Turn turn, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_waiting.Remove(turn))
                return; // it came just then, and whoever gets it gives it back
            turn.Come.TrySetCanceled(cancellationToken);
            Admit();
        }
    }

    private void Leave(Turn turn)
    {
        lock (_gate)
        {
            if (!_running.Remove(turn))
                return;
            _used -= turn.Bytes;
            Admit();
        }
    }

    private sealed class Turn(StepScheduler scheduler) : IDisposable
    {
        public TaskCompletionSource Come { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public required long Priority { get; init; }

        public required long Order { get; init; }

        public required long Bytes { get; init; }

        public long Admitted { get; set; }

        public long? HeldSince { get; set; }

        public void Dispose() => scheduler.Leave(this);
    }
}
