// SPDX-License-Identifier: Apache-2.0
using Slipway.TestKit;

namespace Slipway.Build.Tests;

/// <summary>
/// A machine that lives three times: each time some processes work on one store and one build cache in turns, some of them killed, until the power is cut
/// at some effect or after the last. After each life the judge looks at what is left, and the next life goes on with it.
/// </summary>
internal static class CrashSchedule
{
    private const int Lives = 3;

    /// <summary>Runs the schedule of a seed.</summary>
    /// <param name="seed">Decides everything.</param>
    /// <param name="skips">What the machine leaves out; see <see cref="SimulatedDisk.Skips"/>.</param>
    /// <returns>What the judge complains of; nothing where all is well.</returns>
    public static IReadOnlyList<string> Run(int seed, Func<DiskSite, bool>? skips = null)
    {
        var random = new Random(seed);
        var disk = new SimulatedDisk(seed) { Skips = skips ?? (static _ => false) };
        var history = new TagHistory();
        for (var life = 0; life < Lives; life++)
        {
            disk.CutAt = disk.Effects + random.Next(1, 500);
            var complaints = new List<string>();
            try
            {
                disk.Run([.. Enumerable.Range(0, random.Next(1, 5)).Select(number => Program(random.Next(), life, random.Next(5) == 0 ? random.Next(120) : (int?)null))]);
            }
            catch (AggregateException problems)
            {
                complaints.AddRange(problems.InnerExceptions.Select(static problem => $"a command says {problem.GetType().Name}: {problem.Message}"));
            }
            if (!disk.IsOff)
                complaints.AddRange(StoreJudge.Judge(disk.ReadAll(), "store").Complaints.Select(static complaint => "before the power is cut " + complaint));
            disk.Restart();
            var judge = StoreJudge.Judge(disk.ReadAll(), "store");
            complaints.AddRange(judge.Complaints);
            complaints.AddRange(CheckTags(judge, history));
            if (complaints.Count > 0)
                return [.. complaints.Select(complaint => $"seed {seed}, life {life}: {complaint}")];
        }
        return [];

        (Func<SimulatedProcess, Task>, int?) Program(int own, int life, int? killedAt) => (process => new CrashWorkload(process.FilesOf("store"), process.FilesOf("cache"), history, own, $"boot-{life}").RunAsync(), killedAt);
    }

    // What was acknowledged is there; and from here on what is there counts.
    private static IEnumerable<string> CheckTags(StoreJudge judge, TagHistory history)
    {
        foreach (var tag in history.Tags.ToList())
        {
            var name = NameOf(tag);
            var there = judge.Names.GetValueOrDefault($"{name[..name.LastIndexOf(':')]}/@{name[(name.LastIndexOf(':') + 1)..]}");
            var allowed = history.Allowed(tag);
            if (!allowed.Contains(there))
                yield return $"{tag} is {there ?? "gone"}, and should be {string.Join(" or ", allowed.Select(static digest => digest ?? "gone"))}";
            var (indexed, allowedThere) = (judge.Indexed.GetValueOrDefault(name), history.AllowedInIndex(tag));
            if (!allowedThere.Contains(indexed))
                yield return $"index.json has {indexed ?? "nothing"} for {tag}, and should have {string.Join(" or ", allowedThere.Select(static digest => digest ?? "nothing"))}";
            history.Start(tag, there, indexed);
        }
        foreach (var lost in history.Kept.Where(kept => !judge.Names.ContainsValue(kept)))
            yield return $"the image {lost}, which was to be kept, is gone";
    }

    private static string NameOf(string tag) => tag.Contains('/', StringComparison.Ordinal) ? $"docker.io/{tag}" : $"docker.io/library/{tag}";
}
