// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using Slipway.TestKit;

namespace Slipway.Registry.Tests;

/// <summary>
/// The power is cut under a registry's storage, and processes are killed. <c>SLIPWAY_SCHEDULES</c> says how many schedules are run instead of the usual ten
/// thousand, and <c>SLIPWAY_SOAK</c> how many tens whose seeds begin somewhere else each time.
/// </summary>
public sealed partial class StorageCrashTests(ITestOutputHelper output)
{
    private const int Schedules = 10_000;
    private const int MostSeedsForAMutation = 5000;

    private static readonly SeededSchedules AllSchedules = new(StorageSchedule.Run);

    // Names of files being written are drawn by chance, which changes nothing.
    [GeneratedRegex("[0-9a-f]{16,}")]
    private static partial Regex Chance();

    [Fact]
    public void No_schedule_of_pushes_deletions_and_collections_loses_what_was_acknowledged_or_leaves_a_name_for_missing_or_wrong_bytes()
    {
        var (first, count) = int.TryParse(Environment.GetEnvironmentVariable("SLIPWAY_SOAK"), out var soak) ? (Random.Shared.Next(1_000_000), soak * 10)
            : (0, int.TryParse(Environment.GetEnvironmentVariable("SLIPWAY_SCHEDULES"), out var more) ? more : Schedules);
        output.WriteLine($"schedules {first} to {first + count - 1}");

        var complaints = Enumerable.Range(first, count).AsParallel().SelectMany(static seed => StorageSchedule.Run(seed)).Take(20).ToList();

        complaints.ShouldBeEmpty(string.Join('\n', complaints));
    }

    [Fact]
    public void Equal_seeds_make_equal_schedules()
    {
        foreach (var seed in Enumerable.Range(0, 20))
            AllSchedules.Trace(seed, Chance()).ShouldBe(AllSchedules.Trace(seed, Chance()));
    }

    [Theory]
    [MemberData(nameof(Mutations))]
    public void Without_it_some_schedule_fails(string left)
    {
        var complaint = AllSchedules.FindComplaint(ByName[left], MostSeedsForAMutation);

        complaint.ShouldNotBeNull($"No schedule noticed that {left} was left out: it is needless, or the judge is blind.");
        output.WriteLine($"without {left}: {complaint}");
    }

    public static TheoryData<string> Mutations => [.. ByName.Keys];

    private static readonly Dictionary<string, Func<DiskSite, bool>> ByName = new()
    {
        ["the flush of a blob"] = static site => site is { Effect: DiskEffect.FlushFile } && Starts(site, "data/uploads/"),
        ["the flush of a blob's folder"] = static site => site is { Effect: DiskEffect.FlushFolder } && Starts(site, "data/blobs/sha256/"),
        ["the flush of the folder of blobs' folders"] = static site => site is { Effect: DiskEffect.FlushFolder or DiskEffect.FlushParent, Path: "data/blobs/sha256" },
        ["the flush of the folder of algorithms"] = static site => site is { Effect: DiskEffect.FlushFolder or DiskEffect.FlushParent, Path: "data/blobs" },
        ["the flush of the folder of data"] = static site => site is { Effect: DiskEffect.FlushFolder or DiskEffect.FlushParent, Path: "data" },
        ["the flush of the root folder"] = static site => site is { Effect: DiskEffect.FlushFolder or DiskEffect.FlushParent, Path: "" },
        ["the flush of folders that another made"] = static site => site is { Effect: DiskEffect.FlushFolder, Path: "data/blobs/sha256" or "data/blobs" or "data" or "" },
        ["the lock of an upload"] = static site => site is { Effect: DiskEffect.LockAlone } && Starts(site, "data/uploads/"),
    };

    private static bool Starts(DiskSite site, string with) => site.Path.StartsWith(with, StringComparison.Ordinal);
}
