// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;

namespace Slipway.Bench;

/// <summary>What a registry did under load, and what it cost it.</summary>
/// <param name="Done">How much: requests, images or gigabytes.</param>
/// <param name="Wall">From the first to the last.</param>
/// <param name="Cpu">CPU time of the registry's process.</param>
internal readonly record struct Load(double Done, TimeSpan Wall, TimeSpan Cpu)
{
    /// <summary>How much in a second of wall time.</summary>
    public double Rate => Done / Wall.TotalSeconds;

    /// <summary>How much in a second of the registry's CPU time. The kernel counts in hundredths; what cost nothing counts as one.</summary>
    public double CpuRate => Done / Math.Max(0.01, Cpu.TotalSeconds);

    /// <summary>Loads a registry for a time by clients that each do one thing after the other.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="clients">How many.</param>
    /// <param name="duration">How long; what is under way then is finished.</param>
    /// <param name="begin">Makes what a client does, of its connection and its number.</param>
    public static Task<Load> RunAsync(IRegistryServer registry, int clients, TimeSpan duration, Func<RawConnection, int, Action> begin) =>
        RunAsync(registry, clients, registry.Authorization, elapsed => elapsed < duration, begin);

    /// <summary>Loads a registry as above, with other credentials, for as long as a condition on the time holds.</summary>
    public static async Task<Load> RunAsync(IRegistryServer registry, int clients, string? authorization, Func<TimeSpan, bool> goOn, Func<RawConnection, int, Action> begin)
    {
        var before = ProcessTree.CpuOf(registry.ProcessId);
        var begun = Stopwatch.GetTimestamp();
        // A thread each: a blocked one costs less than any machinery that would save it.
        var counts = await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Factory.StartNew(
            () =>
            {
                using var connection = new RawConnection(registry.Address, authorization);
                var step = begin(connection, client);
                var count = 0;
                do
                {
                    step();
                    count++;
                }
                while (goOn(Stopwatch.GetElapsedTime(begun)));
                return count;
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        return new(counts.Sum(), Stopwatch.GetElapsedTime(begun), ProcessTree.CpuOf(registry.ProcessId) - before);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Rate:0.0}/s ({CpuRate:0.0} per CPU second)");
}
