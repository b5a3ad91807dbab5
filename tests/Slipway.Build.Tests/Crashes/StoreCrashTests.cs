// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using Slipway.TestKit;

namespace Slipway.Build.Tests;

/// <summary>
/// The power is cut under the image store and the build records. <c>SLIPWAY_SCHEDULES</c> says how many schedules are run instead of the usual few hundred, and
/// <c>SLIPWAY_SOAK</c> how many whose seeds begin somewhere else each time.
/// </summary>
public sealed partial class StoreCrashTests(ITestOutputHelper output)
{
    private const int Schedules = 300;
    private const int MostSeedsForAMutation = 3000;

    private static readonly SeededSchedules AllSchedules = new(CrashSchedule.Run);

    // Names of files being written are drawn by chance, which changes nothing.
    [GeneratedRegex("[0-9a-f]{32}$")]
    private static partial Regex Chance();

    [Fact]
    public void A_power_cut_at_any_effect_of_any_schedule_leaves_no_name_for_missing_or_wrong_bytes()
    {
        var (first, count) = int.TryParse(Environment.GetEnvironmentVariable("SLIPWAY_SOAK"), out var soak) ? (Random.Shared.Next(1_000_000), soak)
            : (0, int.TryParse(Environment.GetEnvironmentVariable("SLIPWAY_SCHEDULES"), out var more) ? more : Schedules);
        output.WriteLine($"schedules {first} to {first + count - 1}");

        var complaints = Enumerable.Range(first, count).AsParallel().SelectMany(seed => CrashSchedule.Run(seed)).Take(20).ToList();

        complaints.ShouldBeEmpty(string.Join('\n', complaints));
    }

    [Fact]
    public void Equal_seeds_make_equal_schedules()
    {
        foreach (var seed in Enumerable.Range(0, 10))
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
        ["the flush of a blob"] = static site => site is { Effect: DiskEffect.FlushFile } && Starts(site, "ingest/"),
        ["the flush of the blobs' folder"] = static site => site is { Effect: DiskEffect.FlushFolder, Path: "blobs/sha256" },
        ["the flush of a reference"] = static site => site is { Effect: DiskEffect.FlushFile } && Starts(site, "refs/"),
        ["the flush of a reference's folder"] = static site => site is { Effect: DiskEffect.FlushFolder, AfterRemoval: false } && Starts(site, "refs/"),
        ["the flush of a folder that lost a reference"] = static site => site is { Effect: DiskEffect.FlushFolder, AfterRemoval: true } && Starts(site, "refs/"),
        ["the flush of folders above a new one"] = static site => site is { Effect: DiskEffect.FlushParent },
        ["the flush of the index"] = static site => site is { Effect: DiskEffect.FlushFile } && Starts(site, ".index.json."),
        ["the flush of the root folder"] = static site => site is { Effect: DiskEffect.FlushFolder, Path: "" },
        ["the flush of the folder of blobs' folders"] = static site => site is { Effect: DiskEffect.FlushFolder, Path: "blobs" },
        ["the flush of the layout's marker"] = static site => site is { Effect: DiskEffect.FlushFile } && Starts(site, ".oci-layout."),
        ["the rename of a blob"] = static site => site is { Effect: DiskEffect.Rename } && Starts(site, "blobs/"),
        ["the rename of a reference"] = static site => site is { Effect: DiskEffect.Rename } && Starts(site, "refs/"),
        ["the rename of the index"] = static site => site is { Effect: DiskEffect.Rename, Path: "index.json" },
        ["the rename of the layout's marker"] = static site => site is { Effect: DiskEffect.Rename, Path: "oci-layout" },
        ["the lease of those that write"] = static site => site is { Effect: DiskEffect.LockShared, Path: "lease.lock" },
        ["the lease of those that prune"] = static site => site is { Effect: DiskEffect.LockAlone, Path: "lease.lock" },
        ["the lock of names"] = static site => site is { Effect: DiskEffect.LockAlone, Path: "names.lock" },
        ["the mark of a change of names"] = static site => site is { Effect: DiskEffect.Create, Path: "names.changing" },
    };

    private static bool Starts(DiskSite site, string with) => site.Path.StartsWith(with, StringComparison.Ordinal);
}
