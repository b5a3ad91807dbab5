// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Slipway.Registry;

/// <summary>Collects garbage at intervals, for as long as the registry runs.</summary>
internal sealed class CollectionService(RegistryStorage storage, RegistryOptions options, TimeProvider time, ILogger<CollectionService> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Collection.Interval is not { } interval)
            return;
        using var timer = new PeriodicTimer(interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await storage.Collector.CollectAsync(CollectionMode.Collect, stoppingToken);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Log.CollectionBroke(log, e);
            }
        }
    }
}
