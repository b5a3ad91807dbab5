// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>
/// Watches how much memory a control group uses while a container runs, seldom enough to cost nothing. The kernel's own high mark is of no use here: it
/// counts file pages that go when memory is needed.
/// </summary>
internal sealed class MemoryPeak : IAsyncDisposable
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(40), Longest = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _watching;

    private MemoryPeak(string group, TimeProvider time) => _watching = WatchAsync(group, time);

    /// <summary>The most that was seen, in bytes; null where the container ended before it was looked at.</summary>
    internal long? Bytes { get; private set; }

    /// <summary>Begins to watch; it ends with the disposal.</summary>
    internal static MemoryPeak Watch(string group, TimeProvider time) => new(group, time);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task WatchAsync(string group, TimeProvider time)
    {
        for (var pause = First; ; pause = pause * 2 < Longest ? pause * 2 : Longest)
        {
            await Task.Delay(pause, time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_stop.IsCancellationRequested)
                return;
            if (Cgroups.ReadMemory(group) is { } bytes)
                Bytes = Math.Max(Bytes ?? 0, bytes);
        }
    }
}
