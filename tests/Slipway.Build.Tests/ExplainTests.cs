// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Build.Tests;

/// <summary>What a build says of why its steps ran.</summary>
public sealed class ExplainTests
{
    public ExplainTests()
    {
        Needs.Root();
        Needs.Tool("runc");
    }

    [Fact]
    public async Task Files_that_changed_came_and_went_are_named()
    {
        using var world = await BuildWorld.WithBaseAsync();
        foreach (var name in new[] { "a", "b", "c", "d/e", "same" })
            world.Write("src/" + name, name);
        const string dockerfile = $"FROM {BuildWorld.Base}\nCOPY src /src\n";
        await world.BuildAsync(dockerfile);
        world.Write("src/a", "other");
        LinuxFile.SetMode(world.Context + "/src/b", 0x1C0);
        File.Delete(world.Context + "/src/c");
        world.Write("src/d/new", "new");

        await world.BuildAsync(dockerfile);

        var miss = Misses(world, "COPY").ShouldHaveSingleItem();
        miss.Reason.ShouldBe("what 'src' selects changed: src/a changed, src/b has another mode or owner, src/c removed, src/d/new added");
        miss.Paths.Select(path => (path.Path, path.Change)).ShouldBe(
            [("src/a", PathChange.Changed), ("src/b", PathChange.ModeChanged), ("src/c", PathChange.Removed), ("src/d/new", PathChange.Added)]);
    }

    [Fact]
    public async Task Of_many_files_the_first_few_are_named_and_the_rest_counted()
    {
        using var world = await BuildWorld.WithBaseAsync();
        world.Write("src/0", "");
        const string dockerfile = $"FROM {BuildWorld.Base}\nCOPY src /src\n";
        await world.BuildAsync(dockerfile);
        foreach (var index in Enumerable.Range(10, 20))
            world.Write($"src/{index}", "");

        await world.BuildAsync(dockerfile);

        Misses(world, "COPY").ShouldHaveSingleItem().Reason.ShouldBe("what 'src' selects changed: src/10 added, src/11 added, src/12 added, src/13 added, src/14 added and 15 more");
    }

    [Fact]
    public async Task A_step_on_a_changed_one_names_it_and_files_from_a_stage_are_named_too()
    {
        using var world = await BuildWorld.WithBaseAsync();
        const string dockerfile = $"FROM {BuildWorld.Base} AS make\nARG WHAT=1\nRUN mkdir /out && echo $WHAT > /out/made && echo same > /out/same\nRUN true\nFROM {BuildWorld.Base}\nCOPY --from=make /out /out\n";
        await world.BuildAsync(dockerfile);

        await world.BuildAsync(dockerfile.Replace("WHAT=1", "WHAT=2", StringComparison.Ordinal));

        Misses(world, "RUN mkdir").ShouldHaveSingleItem().Reason.ShouldBe("the build argument WHAT changed");
        Misses(world, "RUN true").Select(miss => miss.Reason).ShouldBe(["the build argument WHAT changed", $"the step before it came to something else: {Name(world, "RUN mkdir")}"]);
        Misses(world, "COPY").ShouldHaveSingleItem().Reason.ShouldBe("what '/out' selects changed: out/made changed");
    }

    [Fact]
    public async Task The_base_image_is_named_with_both_digests()
    {
        using var world = await BuildWorld.WithBaseAsync();
        const string dockerfile = $"FROM {BuildWorld.Base}\nRUN true\n";
        await world.BuildAsync(dockerfile);
        var before = world.Store.Resolve(ImageReference.Parse(BuildWorld.Base))!.Digest;
        await world.AddBaseAsync(BuildWorld.Base, Platform.Host, null, BuildWorld.File("more", "x"));
        var after = world.Store.Resolve(ImageReference.Parse(BuildWorld.Base))!.Digest;

        await world.BuildAsync(dockerfile);

        Misses(world, "RUN").ShouldHaveSingleItem().Reason.ShouldBe($"the base image {BuildWorld.Base} is sha256:{after.Hex[..12]} and was sha256:{before.Hex[..12]}");
    }

    [Theory]
    [InlineData("RUN echo a", "RUN echo b", "the command changed")]
    [InlineData("ENV E=1\nRUN true", "ENV E=2\nRUN true", "the variable E changed")]
    [InlineData("RUN true", "ARG NEW=1\nRUN true", "the build argument NEW is new")]
    [InlineData("USER app\nRUN true", "RUN true", "the user (USER) changed")]
    [InlineData("RUN true", "RUN --network=none true", "the network (--network) changed")]
    [InlineData("COPY f /f", "COPY --chmod=700 f /f", "--chmod changed")]
    [InlineData("COPY f /f", "COPY f /g", "the destination changed")]
    [InlineData("RUN true", "RUN --mount=type=tmpfs,target=/t true", "the mount on '/t' (--mount) is new")]
    public async Task The_word_that_changed_is_named(string before, string after, string expected)
    {
        using var world = await BuildWorld.WithBaseAsync();
        world.Write("f", "f");
        await world.BuildAsync($"FROM {BuildWorld.Base}\n{before}\n");

        await world.BuildAsync($"FROM {BuildWorld.Base}\n{after}\n");

        world.Events.OfType<StepStarted>().SelectMany(started => started.Misses).Select(miss => miss.Reason).ShouldContain(expected);
    }

    [Fact]
    public async Task A_flag_that_wants_steps_fresh_is_named_and_a_first_run_is_told_as_one()
    {
        using var world = await BuildWorld.WithBaseAsync();
        const string dockerfile = $"FROM {BuildWorld.Base} AS one\nRUN echo 1 > /1\nFROM {BuildWorld.Base} AS two\nCOPY --from=one /1 /1\nRUN echo 2\n";
        await world.BuildAsync(dockerfile);
        Misses(world, "RUN echo 2").ShouldHaveSingleItem().Reason.ShouldBe("the step has not run before");

        await world.BuildAsync(dockerfile, target => target with { NoCacheStages = ["TWO"] });
        world.Ran.Count.ShouldBe(2);
        Misses(world, "RUN echo 2").ShouldHaveSingleItem().Reason.ShouldBe("the cache is not to be used for the stage 'two' (--no-cache-filter)");

        await world.BuildAsync(dockerfile, target => target with { NoCache = true });
        Misses(world, "RUN echo 2").ShouldHaveSingleItem().Reason.ShouldBe("the cache is not to be used (--no-cache)");

        (await world.FailAsync(dockerfile, target => target with { NoCacheStages = ["three"] })).Message.ShouldContain("no stage of that name");
    }

    [Fact]
    public async Task A_step_from_the_cache_has_no_reason()
    {
        using var world = await BuildWorld.WithBaseAsync();
        await world.BuildAsync($"FROM {BuildWorld.Base}\nRUN true\n");

        await world.BuildAsync($"FROM {BuildWorld.Base}\nRUN true\n");

        world.Events.OfType<StepStarted>().ShouldAllBe(started => started.Misses.Count == 0);
    }

    private static IReadOnlyList<CacheMiss> Misses(BuildWorld world, string step) =>
        world.Events.OfType<StepStarted>().Last(started => started.Step.Name.Contains(step, StringComparison.Ordinal)).Misses;

    private static string Name(BuildWorld world, string step) =>
        world.Events.OfType<StepStarted>().Last(started => started.Step.Name.Contains(step, StringComparison.Ordinal)).Step.Name;
}
