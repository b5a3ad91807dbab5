// SPDX-License-Identifier: Apache-2.0
using Slipway.TestKit;

namespace Slipway.Registry.Tests;

/// <summary>
/// A machine that lives twice: each time some registries work on one storage in turns, some of them killed, until the power is cut at some effect or
/// after the last. After each life the judge looks at what is left, and the next life goes on with it; at the end everything is swept once.
/// </summary>
internal static class StorageSchedule
{
    private const int Lives = 2;

    /// <summary>Runs the schedule of a seed.</summary>
    /// <param name="seed">Decides everything.</param>
    /// <param name="skips">What the machine leaves out; see <see cref="SimulatedDisk.Skips"/>.</param>
    /// <returns>What the judge complains of; nothing where all is well.</returns>
    public static IReadOnlyList<string> Run(int seed, Func<DiskSite, bool>? skips = null)
    {
        var random = new Random(seed);
        var time = new FakeTime();
        var disk = new SimulatedDisk(seed) { Skips = skips ?? (static _ => false), Time = time };
        using var records = new SimulatedMetadata();
        var history = new StorageHistory();
        for (var life = 0; life < Lives; life++)
        {
            disk.CutAt = disk.Effects + random.Next(1, 250);
            var complaints = RunLife(disk, history, [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Program(random.Next(), random.Next(5) == 0 ? random.Next(80) : null))]);
            if (!disk.IsOff)
                complaints.AddRange(records.Look(database => StorageJudge.Judge(disk.ReadAll(), database, history, time.Now)).Select(static complaint => "before the power is cut " + complaint));
            disk.Restart();
            records.CutPower(random);
            complaints.AddRange(records.Look(database => StorageJudge.Judge(disk.ReadAll(), database, history, time.Now)));
            if (complaints.Count > 0)
                return [.. complaints.Select(complaint => $"seed {seed}, life {life}: {complaint}")];
        }
        time.Now += TimeSpan.FromDays(3);
        var swept = RunLife(disk, history, [(process => new StorageWorkload(process, records, history, time, seed).CollectAsync(), null)]);
        swept.AddRange(records.Look(database => StorageJudge.Judge(disk.ReadAll(), database, history, time.Now).Concat(StorageJudge.FindLeaks(disk.ReadAll(), database))));
        return [.. swept.Select(complaint => $"seed {seed}, at the end: {complaint}")];

        (Func<SimulatedProcess, Task>, int?) Program(int own, int? killedAt) => (process => new StorageWorkload(process, records, history, time, own).RunAsync(), killedAt);
    }

    private static List<string> RunLife(SimulatedDisk disk, StorageHistory history, IReadOnlyList<(Func<SimulatedProcess, Task>, int?)> programs)
    {
        var complaints = new List<string>();
        try
        {
            disk.Run(programs);
        }
        catch (AggregateException problems)
        {
            complaints.AddRange(problems.InnerExceptions.Select(static problem => $"a process says {problem.GetType().Name}: {problem.Message}"));
        }
        complaints.AddRange(history.Complaints);
        history.Complaints.Clear();
        return complaints;
    }
}
