// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Build.Tests;

public sealed class CacheTests
{
    public CacheTests() => Needs.Root();

    [Fact]
    public async Task A_build_with_nothing_changed_runs_nothing_and_gives_the_same_image()
    {
        using var world = await BuildWorld.WithBaseAsync();
        world.Write("a", "a");
        var dockerfile = $"FROM {BuildWorld.Base} AS b\nRUN date > /now\nFROM {BuildWorld.Base}\nWORKDIR /w\nCOPY a .\nCOPY --from=b /now .\nRUN date >> now\nLABEL x=y\n";

        var first = await world.BuildAsync(dockerfile);
        await Task.Delay(1100, TestContext.Current.CancellationToken);
        var second = await world.BuildAsync(dockerfile);

        first.Result.StepsRun.ShouldBe(5);
        second.Result.StepsRun.ShouldBe(0);
        second.Result.StepsCached.ShouldBe(5);
        second.Descriptor.ShouldBe(first.Descriptor);
        world.Events.OfType<StepFinished>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Times_of_files_change_nothing_and_their_content_does()
    {
        using var world = await BuildWorld.WithBaseAsync();
        world.Write("d/f", "1");
        const string dockerfile = "FROM test/busybox:1\nCOPY d /d\nRUN cat /d/f\n";
        await world.BuildAsync(dockerfile);

        LinuxFile.SetTimes(world.Context + "/d/f", new(1_000_000_000));
        LinuxFile.SetTimes(world.Context + "/d", new(1_000_000_000));
        (await world.BuildAsync(dockerfile)).Result.StepsRun.ShouldBe(0);
        // Another text of the same length, at the same time: only its content tells.
        File.WriteAllText(world.Context + "/d/f", "2");
        LinuxFile.SetTimes(world.Context + "/d/f", new(1_000_000_000));
        (await world.BuildAsync(dockerfile)).Result.StepsRun.ShouldBe(2);
        world.Log.ShouldBe("2");
    }

    [Fact]
    public async Task A_stage_that_comes_out_equal_lets_what_copies_from_it_be()
    {
        using var world = await BuildWorld.WithBaseAsync();
        world.Write("in", "1");
        const string dockerfile = "FROM test/busybox:1 AS b\nCOPY in /in\nRUN echo constant > /out\nFROM test/busybox:1\nCOPY --from=b /out /out\nRUN cat /out\n";
        await world.BuildAsync(dockerfile);

        world.Write("in", "2");
        var again = await world.BuildAsync(dockerfile);

        world.Ran.ShouldBe(["[b 2/3] COPY in /in", "[b 3/3] RUN echo constant > /out"]);
        again.Result.StepsCached.ShouldBe(2);
    }

    [Fact]
    public async Task Equal_steps_of_several_targets_run_once()
    {
        using var world = await BuildWorld.WithBaseAsync();
        world.Write("f", "f");
        string Dockerfile(string end) => $"FROM {BuildWorld.Base}\nCOPY f /f\nRUN echo shared > /shared\nRUN echo {end} > /own\n";

        var result = await world.RunAsync(null, [.. Enumerable.Range(1, 4).Select(index => world.Target(Dockerfile($"{index}"), $"t{index}"))]);

        result.Succeeded.ShouldBeTrue(BuildWorld.Describe(result));
        result.StepsRequested.ShouldBe(12);
        result.StepsRun.ShouldBe(6);
        world.Events.OfType<StepFinished>().First(done => done.Step.Name.Contains("shared", StringComparison.Ordinal)).Step.Targets.ShouldBe(["t1", "t2", "t3", "t4"]);
    }

    [Fact]
    public async Task Without_the_cache_every_step_runs_and_what_stands_on_it_runs_on_that()
    {
        using var world = await BuildWorld.WithBaseAsync();
        var parent = world.Target($"FROM {BuildWorld.Base}\nRUN cat /proc/sys/kernel/random/uuid > /id\n", "parent") with { Tags = [ImageReference.Parse("parent:1")] };
        var child = world.Target("FROM parent:1\nRUN cp /id /copy\n", "child");
        await world.RunAsync(null, parent, child);

        var again = await world.RunAsync(null, parent with { NoCache = true }, child);

        again.StepsRun.ShouldBe(2);
        var image = new BuiltImage(world, again.Targets[1].Image!, again);
        image.Text("/copy").ShouldBe(image.Text("/id"));
    }

    [Fact]
    public async Task Results_that_were_taken_away_are_made_again()
    {
        using var world = await BuildWorld.WithBaseAsync();
        var dockerfile = $"FROM {BuildWorld.Base}\nRUN echo 1 > /one\nRUN echo 2 > /two\n";
        var first = await world.BuildAsync(dockerfile);
        LinuxFile.RemoveTree(world.Home.Snapshots, TestContext.Current.CancellationToken);

        // The layers are still there, so nothing has to run.
        (await world.BuildAsync(dockerfile)).Result.StepsRun.ShouldBe(0);
        (await world.BuildAsync(dockerfile + "RUN cat /one /two\n")).Result.StepsRun.ShouldBe(1);
        world.Log.ShouldBe("1\n2\n");
        LinuxFile.RemoveTree(world.Home.Snapshots, TestContext.Current.CancellationToken);
        foreach (var layer in first.Image.Layers.Skip(1))
            File.Delete(world.Store.BlobPath(layer.Digest));
        (await world.BuildAsync(dockerfile)).Text("/two").ShouldBe("2\n");
    }

    [Fact]
    public async Task Two_builds_of_the_same_at_once_run_each_step_once()
    {
        using var world = await BuildWorld.WithBaseAsync();
        var target = world.Target($"FROM {BuildWorld.Base}\nRUN sleep 0.5; cat /proc/sys/kernel/random/uuid > /id\n");

        var results = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => new BuildEngine(world.Services).BuildAsync(new() { Targets = [target] }, null, TestContext.Current.CancellationToken)));

        results.ShouldAllBe(result => result.Succeeded);
        results.Sum(result => result.StepsRun).ShouldBe(1);
        results.Select(result => result.Targets[0].Image!.Digest).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_record_that_cannot_be_read_counts_as_none()
    {
        using var world = await BuildWorld.WithBaseAsync();
        var dockerfile = $"FROM {BuildWorld.Base}\nRUN echo 1\n";
        await world.BuildAsync(dockerfile);
        foreach (var file in Directory.GetFiles(world.Home.Cache, "*", SearchOption.AllDirectories))
            File.WriteAllText(file, "{ torn");

        (await world.BuildAsync(dockerfile)).Result.StepsRun.ShouldBe(1);
    }

    [Fact]
    public async Task A_plan_says_what_would_run_and_names_the_field_that_changed()
    {
        using var world = await BuildWorld.WithBaseAsync();
        world.Write("src/f", "1");
        var engine = new BuildEngine(world.Services);
        BuildRequest Request(string dockerfile) => new() { Targets = [world.Target(dockerfile)] };
        const string dockerfile = "FROM test/busybox:1\nARG VERSION=1\nCOPY src /src\nRUN echo $VERSION\nRUN echo two\n";

        var before = await engine.PlanAsync(Request(dockerfile), TestContext.Current.CancellationToken);
        before.Steps.Select(step => step.Cache).ShouldBe([CacheState.None, CacheState.Missing, CacheState.Undecided, CacheState.Undecided]);
        before.Steps[1].Misses[0].Reason.ShouldBe("the step has not run before");
        world.Store.ListReferences().Count.ShouldBe(1);
        await world.BuildAsync(dockerfile);

        var after = await engine.PlanAsync(Request(dockerfile), TestContext.Current.CancellationToken);
        after.Steps.Skip(1).ShouldAllBe(step => step.Cache == CacheState.Cached && step.LastDuration != null);
        var argument = await engine.PlanAsync(Request(dockerfile.Replace("VERSION=1", "VERSION=2", StringComparison.Ordinal)), TestContext.Current.CancellationToken);
        argument.Steps[2].Misses.Select(miss => miss.Reason).ShouldBe(["the build argument VERSION changed"]);
        world.Write("src/f", "2");
        var content = await engine.PlanAsync(Request(dockerfile), TestContext.Current.CancellationToken);
        content.Steps[1].Misses.ShouldHaveSingleItem().Reason.ShouldBe("what 'src' selects changed: src/f changed");
        content.Steps[1].Misses[0].Was.ShouldNotBe(content.Steps[1].Misses[0].Is);
        world.Events.OfType<StepLog>().Count().ShouldBe(2);
    }
}
