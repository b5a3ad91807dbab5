// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Cli.Progress;

/// <summary>Adds up how much of several things has come or gone, how fast of late, and how long the rest takes. Of one thread at a time.</summary>
internal sealed class TransferTally<TKey>(DateTimeOffset begun)
    where TKey : notnull
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);
    private readonly Dictionary<TKey, (long Done, long Total)> _parts = [];
    private readonly Queue<(DateTimeOffset At, long Done)> _seen = new([(begun, 0L)]);
    private DateTimeOffset _last = begun;

    /// <summary>How far a part has come.</summary>
    public void Set(TKey part, long done, long total) => _parts[part] = (done, total);

    /// <summary>Leaves out a part that need not be transferred.</summary>
    public void Remove(TKey part) => _parts.Remove(part);

    /// <summary>Whether a part has been heard of and has not begun.</summary>
    public bool Waits(TKey part) => _parts.TryGetValue(part, out var known) && known.Done == 0;

    /// <summary>The tally in words: <c>20MB of 100MB, 10MB/s, 8.0s left</c>.</summary>
    public string Tell(DateTimeOffset now)
    {
        var (done, total) = (_parts.Values.Sum(static part => part.Done), _parts.Values.Sum(static part => part.Total));
        var oldest = _seen.Peek();
        var rate = Math.Max(0, done - oldest.Done) / Math.Max(0.1, (now - oldest.At).TotalSeconds);
        if (now - _last >= Step)
        {
            _seen.Enqueue((_last = now, done));
            // One older than the window is kept to measure from.
            while (_seen.Count > 2 && now - _seen.ElementAt(1).At >= Window)
                _seen.Dequeue();
        }
        var left = rate > 0 ? Units.Duration(TimeSpan.FromSeconds((total - done) / rate)) : "?";
        return $"{Units.Size(done)} of {Units.Size(total)}, {Units.Size((long)rate)}/s, {left} left";
    }
}
