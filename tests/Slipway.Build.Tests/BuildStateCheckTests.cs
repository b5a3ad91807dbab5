// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Build.Tests;

public sealed class BuildStateCheckTests
{
    private static readonly string Dockerfile = $"FROM {BuildWorld.Base}\nRUN echo 1 > /one\n";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_home_after_a_build_has_nothing_wrong()
    {
        using var world = await BuiltAsync();

        (await CheckAsync(world)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_record_that_is_not_whole_is_named_and_removed()
    {
        using var world = await BuiltAsync();
        var slot = Directory.GetFiles(Path.Combine(world.Home.Cache, "slots"))[0];
        await File.WriteAllTextAsync(slot, "torn", Cancellation);

        var problem = (await CheckAsync(world, StoreCheckMode.Repair)).ShouldHaveSingleItem();

        (problem.Kind, problem.Severity, problem.Subject, problem.Repair).ShouldBe((StoreProblemKind.Record, ProblemSeverity.Note, "cache/slots/" + Path.GetFileName(slot), "deleted"));
        (await CheckAsync(world)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Records_that_lead_to_nothing_are_named_and_the_step_runs_again()
    {
        using var world = await BuiltAsync();
        LinuxFile.RemoveTree(Path.Combine(world.Home.Snapshots), Cancellation);
        foreach (var (_, path, _) in world.Store.ListBlobs().Where(blob => blob.Size < 100_000).ToList())
            File.Delete(path);

        var found = await CheckAsync(world, StoreCheckMode.Repair);

        found.Select(static problem => problem.Subject.Split('/')[1]).ShouldBe(["layers", "steps"]);
        (await CheckAsync(world)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_snapshot_that_a_power_cut_took_is_named_and_removed()
    {
        using var world = await BuiltAsync();
        var record = Directory.GetFiles(world.Home.Snapshots, "record.json", SearchOption.AllDirectories)[0];
        await File.WriteAllTextAsync(record, "", Cancellation);

        var found = await CheckAsync(world, StoreCheckMode.Repair);

        found[0].Kind.ShouldBe(StoreProblemKind.Snapshot);
        Directory.Exists(Path.GetDirectoryName(record)).ShouldBeFalse();
    }

    [Fact]
    public async Task What_a_killed_build_left_is_named_and_removed()
    {
        using var world = await BuiltAsync();
        Directory.CreateDirectory(Path.Combine(world.Home.Snapshots, "new", "dead", "fs"));
        await File.WriteAllTextAsync(Path.Combine(world.Home.Snapshots, "new", "dead.lock"), "", Cancellation);

        (await CheckAsync(world)).ShouldHaveSingleItem().Subject.ShouldBe("snapshots/new/dead");
        await CheckAsync(world, StoreCheckMode.Repair);
        (await CheckAsync(world)).ShouldBeEmpty();
    }

    private static async Task<BuildWorld> BuiltAsync()
    {
        Needs.Root();
        Needs.Tool("runc");
        var world = await BuildWorld.WithBaseAsync();
        await world.BuildAsync(Dockerfile);
        return world;
    }

    private static Task<IReadOnlyList<StoreProblem>> CheckAsync(BuildWorld world, StoreCheckMode mode = StoreCheckMode.Report) =>
        BuildStateCheck.RunAsync(world.Home, mode, TimeProvider.System, Cancellation);
}
