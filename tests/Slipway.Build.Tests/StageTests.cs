// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Build.Tests;

public sealed class StageTests
{
    public StageTests() => Needs.Root();

    [Fact]
    public async Task Stages_that_nothing_asks_for_cost_nothing_their_bases_included()
    {
        using var world = await BuildWorld.WithBaseAsync();

        var image = await world.BuildAsync($"""
            FROM registry.invalid/nowhere:1 AS unused
            RUN false
            FROM {BuildWorld.Base} AS used
            RUN echo made > /made
            FROM registry.invalid/other:1 AS also-unused
            FROM scratch
            COPY --from=used /made /
            """);

        image.Text("/made").ShouldBe("made\n");
        image.Result.StepsRun.ShouldBe(2);
    }

    [Fact]
    public async Task A_target_is_a_stage_by_name_whatever_its_case()
    {
        using var world = await BuildWorld.WithBaseAsync();
        var dockerfile = $"FROM {BuildWorld.Base} AS First\nLABEL stage=one\nFROM first AS second\nLABEL stage=two\n";

        (await world.BuildAsync(dockerfile, target => target with { Stage = "FIRST" })).Config.Labels!["stage"].ShouldBe("one");
        var failure = await world.FailAsync(dockerfile, target => target with { Stage = "secnd" });
        failure.Diagnostics[0].Help.ShouldBe("did you mean 'second'?");
    }

    [Fact]
    public async Task Args_before_FROM_are_for_FROM_and_stages_that_declare_them()
    {
        using var world = await BuildWorld.WithBaseAsync();

        await world.BuildAsync("""
            ARG NAME=test/busybox
            ARG TAG=none
            ARG REF=$NAME:$TAG
            FROM ${REF} AS a
            ARG TAG
            ARG NAME=own
            RUN echo "tag=$TAG name=$NAME ref=$REF"
            FROM a
            RUN echo "inherited=$TAG"
            """, target => target with { Args = new Dictionary<string, string> { ["TAG"] = "1" } });

        world.Log.ShouldBe("tag=1 name=own ref=\ninherited=1\n");
    }

    [Fact]
    public async Task Platform_args_are_known_before_FROM_and_to_stages_that_declare_them()
    {
        using var world = await BuildWorld.WithBaseAsync();

        await world.BuildAsync($"FROM --platform=$BUILDPLATFORM {BuildWorld.Base} AS last\nARG TARGETPLATFORM\nARG TARGETSTAGE\nARG BUILDARCH\nRUN echo $TARGETPLATFORM $BUILDARCH $TARGETSTAGE $TARGETOS\n");

        world.Log.ShouldBe($"{Platform.Host} {Platform.Host.Architecture} last\n");
    }

    [Fact]
    public async Task A_target_stands_on_another_by_its_tag_its_name_or_a_link_and_each_runs_once()
    {
        using var world = await BuildWorld.WithBaseAsync();
        var targets = new[]
        {
            world.Target($"FROM team/base:2\nRUN echo app > /app\n") with { Tags = [ImageReference.Parse("team/app:2")] },
            world.Target($"FROM {BuildWorld.Base}\nRUN echo base > /base\n", "base") with { Tags = [ImageReference.Parse("team/base:2")] },
            world.Target("FROM scratch\nCOPY --from=base /base /by-name\nCOPY --from=docker.io/team/app:2 /app /by-tag\nCOPY --from=alias /app /by-link\n", "third"),
        };

        var result = await world.RunAsync(new BuildRequest { Targets = targets, Links = new Dictionary<string, string> { ["alias"] = "app" } });

        result.Succeeded.ShouldBeTrue(BuildWorld.Describe(result));
        result.StepsRun.ShouldBe(5);
        result.StepsRequested.ShouldBe(8);
        new BuiltImage(world, result.Targets[2].Image!, result).Tree.Enumerate().Select(entry => entry.Path).ShouldBe(["by-link", "by-name", "by-tag"]);
        world.Store.Resolve(ImageReference.Parse("team/app:2")).ShouldBe(result.Targets[0].Image);
        world.Events.OfType<StepStarted>().Select(started => started.Step.Name).ShouldContain("[base 2/2] RUN echo base > /base");
    }

    [Fact]
    public async Task A_sibling_is_built_as_far_as_it_is_needed_and_gets_no_name()
    {
        using var world = await BuildWorld.WithBaseAsync();

        var result = await world.RunAsync(new BuildRequest
        {
            Targets = [world.Target("FROM base:1\nLABEL a=b\n")],
            Siblings = [world.Target($"FROM {BuildWorld.Base}\nRUN touch /x\n", "base") with { Tags = [ImageReference.Parse("base:1")] }, world.Target("FROM scratch\nRUN false\n", "broken")],
        });

        result.Succeeded.ShouldBeTrue(BuildWorld.Describe(result));
        world.Store.Resolve(ImageReference.Parse("base:1")).ShouldBeNull();
    }

    [Fact]
    public async Task Targets_that_stand_on_each_other_are_told_so()
    {
        using var world = new BuildWorld();

        var result = await world.RunAsync(null, world.Target("FROM two\n", "one"), world.Target("FROM one\n", "two"));

        result.Targets[0].Failure!.Diagnostics[0].Message.ShouldBe("targets stand on each other in a circle: one → two → one");
    }

    [Fact]
    public async Task Named_contexts_replace_stages_bases_and_sources()
    {
        using var world = await BuildWorld.WithBaseAsync();
        world.Folder.Write("elsewhere/f", "elsewhere");
        world.Folder.Write("elsewhere/.dockerignore", "hidden\n");
        world.Folder.Write("elsewhere/hidden", "hidden");
        await world.AddBaseAsync("other:1", Platform.Host, null, BuildWorld.File("marker", "other"));

        var image = await world.BuildAsync("""
            FROM registry.invalid/base AS base
            RUN false
            FROM debian:bookworm AS deb
            FROM scratch
            COPY --from=base /marker /from-stage
            COPY --from=deb /marker /from-base
            COPY --from=extra f hid* /from-folder/
            """, target => target with
        {
            Contexts = new Dictionary<string, NamedContext>
            {
                ["base"] = new ImageContext(ImageReference.Parse("other:1")),
                ["docker.io/library/debian:bookworm"] = new ImageContext(ImageReference.Parse("other:1")),
                ["extra"] = new LocalContext(world.Folder["elsewhere"]),
            },
        });

        image.Text("/from-stage").ShouldBe("other");
        image.Text("/from-base").ShouldBe("other");
        image.Tree.Find("/from-folder")!.Children.Select(child => child.Name).ShouldBe(["f"]);
    }

    [Fact]
    public async Task An_image_of_another_layout_is_a_context_too()
    {
        using var world = await BuildWorld.WithBaseAsync();
        using var other = new BuildWorld();
        await other.AddBaseAsync("x:1", Platform.Host, null, BuildWorld.File("marker", "layout"));

        var image = await world.BuildAsync("FROM base\nCOPY --from=base /marker /copied\n", target => target with { Contexts = new Dictionary<string, NamedContext> { ["base"] = new LayoutContext(other.Store.Root, null, null) } });

        image.Text("/copied").ShouldBe("layout");
    }

    [Fact]
    public async Task A_folder_can_be_a_base()
    {
        using var world = new BuildWorld();
        world.Folder.Write("rootfs/etc/x", "x");

        var image = await world.BuildAsync("FROM rootfs\nLABEL a=b\n", target => target with { Contexts = new Dictionary<string, NamedContext> { ["rootfs"] = new LocalContext(world.Folder["rootfs"]) } });

        image.Text("/etc/x").ShouldBe("x");
        image.Image.Config.History!.Count(entry => entry.EmptyLayer != true).ShouldBe(1);
    }

    [Fact]
    public async Task Every_problem_of_a_Dockerfile_is_told_at_once()
    {
        using var world = await BuildWorld.WithBaseAsync();

        var failure = await world.FailAsync($"""
            FROM {BuildWorld.Base}
            RUN --security=insecure true
            RUN --mount=type=ssh true
            COPY --from=7 a b
            COPY --chmod=9z a b
            ADD --checksum=sha256:00 https://example.com/a b
            STOPSIGNAL NOPE
            """);

        failure.Kind.ShouldBe(BuildFailureKind.Definition);
        failure.Diagnostics.Count.ShouldBeGreaterThanOrEqualTo(2);
        failure.Diagnostics.ShouldAllBe(problem => problem.Source.Path == "Dockerfile");
    }

    [Fact]
    public async Task A_base_that_nobody_has_is_named_at_its_line()
    {
        using var world = new BuildWorld();

        var failure = await world.FailAsync("FROM scratch AS builder\nFROM bilder\n");

        failure.Diagnostics[0].Position.ToString().ShouldBe("2:6");
        failure.Diagnostics[0].Message.ShouldContain("'bilder:latest' for");
        failure.Diagnostics[0].Help.ShouldBe("did you mean 'builder'?");
    }

    [Fact]
    public async Task A_build_without_a_context_is_told_so_where_it_reads_one()
    {
        using var world = new BuildWorld();

        var failure = await world.FailAsync("FROM scratch\nCOPY a b\n", target => target with { Context = null });

        failure.Diagnostics[0].Message.ShouldBe("COPY reads the build context, and 'app' has none");
    }
}
