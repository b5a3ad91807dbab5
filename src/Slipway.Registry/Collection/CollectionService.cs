// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Slipway.Registry;

/// <summary>Applies retention, collects garbage and reads files again, each at its interval, for as long as the registry runs and takes changes.</summary>
internal sealed class CollectionService(RegistryStorage storage, RegistryOptions options, TimeProvider time, ILogger<CollectionService> log) : BackgroundService
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private bool TakesChanges => options.Now.Mode == RegistryMode.ReadWrite;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(RepeatAsync(options.Collection.Interval, CollectAsync, stoppingToken), ScrubAsync(stoppingToken));

    private async Task CollectAsync(CancellationToken cancellationToken)
    {
        if (!TakesChanges)
            return;
        await storage.Retention.ApplyAsync(RetentionMode.Apply, cancellationToken);
        await storage.Collector.CollectAsync(CollectionMode.Collect, cancellationToken);
    }

    private async Task ScrubAsync(CancellationToken cancellationToken)
    {
        if (options.Scrub.Interval is not { } interval)
            return;
        var clock = new ScrubClock(options.Root);
        while (true)
        {
            try
            {
                while (!TakesChanges)
                    await Task.Delay(Pause, time, cancellationToken);
                while (clock.WaitFor(interval, time.GetUtcNow()) is var wait && wait > TimeSpan.Zero)
                    await Task.Delay(wait < LongestDelay ? wait : LongestDelay, time, cancellationToken);
                await storage.Scrubber.ScrubAsync(ScrubMode.Quarantine, cancellationToken);
                clock.Record(time.GetUtcNow());
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Log.CollectionBroke(log, e);
                await Task.Delay(interval < LongestDelay ? interval : LongestDelay, time, cancellationToken);
            }
        }
    }

    private async Task RepeatAsync(TimeSpan? interval, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        if (interval is null)
            return;
        using var timer = new PeriodicTimer(interval.Value, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                await work(cancellationToken);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Log.CollectionBroke(log, e);
            }
        }
    }
}
