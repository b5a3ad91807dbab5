// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Build.Tests;

public sealed class ImageTests
{
    [Fact]
    public async Task Instructions_without_files_fold_into_the_configuration_and_history_in_BuildKits_words()
    {
        using var world = new BuildWorld();

        var image = await world.BuildAsync("""
            ARG G=1
            FROM scratch AS one
            ARG G
            ARG A=1
            ENV A=2
            ARG A=3
            ARG B
            MAINTAINER me <a@b>
            ENV X=1 Y="two words" Z=$A
            ENV OLD form value
            LABEL l=1 "m n"="o p"
            SHELL ["/bin/sh","-e","-c"]
            USER app
            EXPOSE 80 90-92/udp 443/TCP
            VOLUME /data /x
            VOLUME ["/d1","/d2"]
            STOPSIGNAL SIGINT
            HEALTHCHECK --interval=90s --timeout=1500ms --retries=3 CMD echo ok
            CMD echo cmd
            ENTRYPOINT ["/bin/echo","a \"b\""]
            ONBUILD RUN echo hi
            """, target => target with
        {
            Args = new Dictionary<string, string> { ["B"] = "bee" },
            Labels = new Dictionary<string, string> { ["cli"] = "1", ["l"] = "2" },
        });

        image.Image.Config.History!.ShouldAllBe(entry => entry.Comment == "buildkit.dockerfile.v0" && entry.EmptyLayer == true && entry.Created != null);
        image.Image.Config.History!.Select(entry => entry.CreatedBy).ShouldBe([
            "ARG G", "ARG A=1", "ENV A=2", "ARG A=3", "ARG B", "MAINTAINER me <a@b>", "ENV X=1 Y=two words Z=3", "ENV OLD=form value", "LABEL l=1 m n=o p",
            "SHELL [/bin/sh -e -c]", "USER app", "EXPOSE map[443/tcp:{} 80/tcp:{} 90/udp:{} 91/udp:{} 92/udp:{}]", "VOLUME [/data /x]", "VOLUME [/d1 /d2]",
            "STOPSIGNAL SIGINT", "HEALTHCHECK &{[\"CMD-SHELL\" \"echo ok\"] \"1m30s\" \"1.5s\" \"0s\" \"0s\" '\\x03'}", "CMD [\"/bin/sh\" \"-e\" \"-c\" \"echo cmd\"]",
            "ENTRYPOINT [\"/bin/echo\" \"a \\\"b\\\"\"]"]);
        image.Image.Config.Author.ShouldBe("me <a@b>");
        var config = image.Config;
        config.Env.ShouldBe(["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "A=2", "X=1", "Y=two words", "Z=3", "OLD=form value"]);
        config.Labels!.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}={pair.Value}").ShouldBe(["cli=1", "l=2", "m n=o p"]);
        config.User.ShouldBe("app");
        config.ExposedPorts.ShouldBe(["443/tcp", "80/tcp", "90/udp", "91/udp", "92/udp"]);
        config.Volumes.ShouldBe(["/d1", "/d2", "/data", "/x"]);
        config.StopSignal.ShouldBe("SIGINT");
        config.Healthcheck!.Interval.ShouldBe(90_000_000_000);
        config.Cmd.ShouldBe(["/bin/sh", "-e", "-c", "echo cmd"]);
        config.ArgsEscaped.ShouldBe(true);
        config.Entrypoint.ShouldBe(["/bin/echo", "a \"b\""]);
        config.OnBuild.ShouldBe(["RUN echo hi"]);
        config.WorkingDir.ShouldBe("/");
    }

    [Fact]
    public async Task An_entry_point_takes_away_the_command_of_the_base_and_not_its_own()
    {
        using var world = await BuildWorld.WithBaseAsync();

        (await world.BuildAsync($"FROM {BuildWorld.Base}\nENTRYPOINT [\"x\"]\n")).Config.Cmd.ShouldBeNull();
        (await world.BuildAsync($"FROM {BuildWorld.Base}\nCMD [\"c\"]\nENTRYPOINT [\"x\"]\n")).Config.Cmd.ShouldBe(["c"]);
        (await world.BuildAsync($"FROM {BuildWorld.Base}\nLABEL a=b\n")).Config.Cmd.ShouldBe(["/bin/sh"]);
    }

    [Fact]
    public async Task A_working_folder_is_made_for_its_user_and_makes_a_layer_even_if_it_is_there()
    {
        Needs.Root();
        using var world = await BuildWorld.WithBaseAsync();

        var image = await world.BuildAsync($"FROM {BuildWorld.Base}\nWORKDIR /app\nUSER app\nWORKDIR sub/deep\nWORKDIR /etc\nWORKDIR /\n");

        image.Stat("/app").ShouldBe("0755 0:0 folder");
        image.Stat("/app/sub").ShouldBe("0755 1000:1001 folder");
        image.Stat("/app/sub/deep").ShouldBe("0755 1000:1001 folder");
        image.Image.Layers.Count.ShouldBe(4);
        image.Paths().ShouldBeEmpty();
        image.History.ShouldBe(["WORKDIR /app", "USER app", "WORKDIR /app/sub/deep", "WORKDIR /etc", "WORKDIR /"]);
        image.Config.WorkingDir.ShouldBe("/");
    }

    [Fact]
    public async Task ONBUILD_runs_where_an_image_begins_and_is_not_handed_on()
    {
        Needs.Root();
        using var world = await BuildWorld.WithBaseAsync();
        world.Write("f", "f");

        var result = await world.RunAsync(null,
            world.Target($"FROM {BuildWorld.Base} AS a\nRUN mkdir /from-a\nFROM {BuildWorld.Base}\nONBUILD COPY f /copied\nONBUILD ENV TRIGGERED=$BASE\n", "parent") with { Tags = [ImageReference.Parse("parent:1")] },
            world.Target("FROM parent:1\nRUN test \"$TRIGGERED\" = yes -a -f /copied\n", "child") with { Tags = [ImageReference.Parse("child:1")] });
        result.Succeeded.ShouldBeTrue(BuildWorld.Describe(result));

        var child = new BuiltImage(world, result.Targets[1].Image!, result);
        child.Config.OnBuild.ShouldBeNull();
        child.Config.Env!.ShouldContain("TRIGGERED=yes");
        child.Stat("/copied").ShouldEndWith("file");
    }

    [Fact]
    public async Task The_history_and_layers_of_the_base_stay_and_their_numbers_come_out_even()
    {
        using var world = await BuildWorld.WithBaseAsync();
        world.Write("f", "f");

        var image = await world.BuildAsync($"FROM {BuildWorld.Base}\nENV A=1\nCOPY f /f\n");

        image.Image.Config.History![0].CreatedBy.ShouldBe("busybox");
        image.Image.Config.History!.Count(entry => entry.EmptyLayer != true).ShouldBe(image.Image.Layers.Count);
        image.Image.Config.History![1].Created.ShouldBe(image.Image.Config.History![2].Created);
        image.Image.Config.Created.ShouldBe(image.Image.Config.History![^1].Created);
    }

    [Fact]
    public async Task SOURCE_DATE_EPOCH_bounds_every_time()
    {
        Needs.Root();
        using var world = await BuildWorld.WithBaseAsync();
        world.Write("f", "f");
        var epoch = DateTimeOffset.FromUnixTimeSeconds(1_000_000_000);

        var image = await world.BuildAsync($"FROM {BuildWorld.Base}\nCOPY f /f\nWORKDIR /w\nRUN touch /now\n", options: new() { SourceDateEpoch = epoch });

        image.Image.Config.Created.ShouldBe(epoch);
        image.Image.Config.History!.Skip(1).ShouldAllBe(entry => entry.Created == epoch);
        image.Layers.Skip(1).SelectMany(layer => layer.Enumerate()).ShouldAllBe(entry => entry.Node.Modified <= UnixTime.From(epoch));
    }

    [Fact]
    public async Task SOURCE_DATE_EPOCH_may_be_a_build_arg_and_is_then_that_targets_alone()
    {
        Needs.Root();
        using var world = new BuildWorld();
        world.Write("f", "f");
        var target = world.Target("FROM scratch\nCOPY f /f\n");

        var result = await world.RunAsync(null, target with { Args = new Dictionary<string, string> { ["SOURCE_DATE_EPOCH"] = "1000000000" } }, target with { Name = "other" });
        var failure = await world.FailAsync("FROM scratch\nCOPY f /f\n", one => one with { Args = new Dictionary<string, string> { ["SOURCE_DATE_EPOCH"] = "yesterday" } });

        result.Targets.Select(one => new BuiltImage(world, one.Image!, result)).Select(image => image.Tree.Find("/f")!.Modified == new UnixTime(1_000_000_000)).ShouldBe([true, false]);
        result.StepsRun.ShouldBe(1);
        failure.Message.ShouldContain("'yesterday', which is no number of seconds");
    }

    [Theory]
    [InlineData(LayerCompressionKind.Gzip, MediaTypes.LayerGzip)]
    [InlineData(LayerCompressionKind.Zstd, MediaTypes.LayerZstd)]
    [InlineData(LayerCompressionKind.None, MediaTypes.LayerTar)]
    public async Task Layers_are_compressed_as_asked_and_a_step_is_not_run_again_for_that(LayerCompressionKind kind, string mediaType)
    {
        using var world = new BuildWorld();
        world.Write("f", "f");

        await world.BuildAsync("FROM scratch\nCOPY f /f\n");
        var image = await world.BuildAsync("FROM scratch\nCOPY f /f\n", options: new() { Compression = new() { Kind = kind } });

        image.Image.Layers[0].MediaType.ShouldBe(mediaType);
        image.Result.StepsRun.ShouldBe(0);
    }

    [Fact]
    public async Task Annotations_are_the_manifests()
    {
        using var world = new BuildWorld();

        var image = await world.BuildAsync("FROM scratch\nLABEL a=b\n", target => target with { Annotations = new Dictionary<string, string> { ["x"] = "y" } });

        image.Image.Manifest.Image!.Annotations!["x"].ShouldBe("y");
    }
}
