// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;

namespace Slipway.Registry;

/// <summary>Work that several ask for at once and that is done once. It goes on when those who asked are gone, and ends with the registry.</summary>
internal sealed class SingleFlight<TKey, T>(CancellationToken lifetime) where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Lazy<Task<T>>> _flights = new();

    /// <summary>The outcome of work that is under way, or that begins now.</summary>
    /// <param name="key">What it is about.</param>
    /// <param name="work">Does it; not called where it is under way.</param>
    /// <param name="cancellationToken">Ends the waiting, not the work.</param>
    public Task<T> RunAsync(TKey key, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        _flights.GetOrAdd(key, new Lazy<Task<T>>(() => Task.Run(() => FlyAsync(key, work), CancellationToken.None))).Value.WaitAsync(cancellationToken);

    /// <summary>Waits until nothing is under way, whatever comes of it.</summary>
    public Task LandAsync() => Task.WhenAll(_flights.Values.Select(static flight => flight.Value.ContinueWith(
        static done => _ = done.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default)));

    private async Task<T> FlyAsync(TKey key, Func<CancellationToken, Task<T>> work)
    {
        try
        {
            return await work(lifetime);
        }
        finally
        {
            _flights.TryRemove(key, out _);
        }
    }
}
