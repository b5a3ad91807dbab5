// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Build.Tests;

public sealed class PlatformTests
{
    // No emulator of this is installed by anybody by chance.
    private static readonly Platform Foreign = Platform.Parse("linux/s390x");

    // As the kernel shows what is registered for s390x.
    private const string Emulator =
        "enabled\ninterpreter /usr/bin/qemu-s390x-static\nflags: OCF\noffset 0\nmagic 7f454c4602020100000000000000000000020016\nmask ffffffffffffff00fffffffffffffffffffeffff\n";

    public PlatformTests() => Needs.Root();

    private static BuildWorld WithoutEmulators()
    {
        var world = new BuildWorld(static services => services with { Emulation = new() { Folder = Path.Combine(services.Home.Root, "..", "binfmt") } });
        world.Folder.Write("binfmt/status", "enabled\n");
        return world;
    }

    [Fact]
    public async Task Several_platforms_make_an_index_and_share_what_is_equal()
    {
        using var world = new BuildWorld();
        world.Write("f", "f");

        var result = await world.RunAsync(null, world.Target("FROM scratch\nARG TARGETARCH\nCOPY f /f\nLABEL arch=$TARGETARCH\n") with
        {
            Platforms = [Platform.Host, Foreign],
            Tags = [ImageReference.Parse("multi:1")],
        });

        result.Succeeded.ShouldBeTrue(BuildWorld.Describe(result));
        result.StepsRun.ShouldBe(1);
        var index = world.Store.ReadManifest(world.Store.Resolve(ImageReference.Parse("multi:1"))!).Index!;
        index.Manifests.Select(manifest => manifest.Platform!.ToString()).ShouldBe([Platform.Host.ToString(), "linux/s390x"]);
        var images = new[] { Platform.Host, Foreign }.Select(platform => world.Store.ReadImage(result.Targets[0].Image!, platform)!).ToList();
        images[1].Config.Architecture.ShouldBe("s390x");
        images[1].Config.Config!.Labels!["arch"].ShouldBe("s390x");
        images[0].Layers[0].ShouldBe(images[1].Layers[0]);
        result.Targets[0].Platforms.Count.ShouldBe(2);
    }

    [Fact]
    public async Task The_index_has_the_platforms_in_the_order_in_which_they_were_asked_for_with_variant_and_annotations()
    {
        using var world = new BuildWorld();
        world.Write("f", "f");
        Platform[] platforms = [.. new[] { "linux/armv7l", "linux/amd64/v2", "aarch64", "linux/arm64/v8", "linux/arm/v6" }.Select(Platform.Parse)];

        var result = await world.RunAsync(null, world.Target("FROM --platform=LINUX/X86_64 scratch AS x\nFROM scratch\nARG TARGETPLATFORM TARGETARCH TARGETVARIANT\nLABEL is=\"$TARGETPLATFORM $TARGETARCH $TARGETVARIANT\"\nCOPY f /\n") with
        {
            Platforms = platforms,
            Tags = [ImageReference.Parse("multi:1")],
            PlacedAnnotations = [new(AnnotationPlace.Index, null, "of", "all"), new(AnnotationPlace.ManifestDescriptor, Platform.Parse("linux/arm"), "of", "one")],
        });

        result.Succeeded.ShouldBeTrue(BuildWorld.Describe(result));
        var index = world.Store.ReadManifest(world.Store.Resolve(ImageReference.Parse("multi:1"))!).Index!;
        index.Manifests.Select(static manifest => (manifest.Platform!.Architecture, manifest.Platform.Variant)).ShouldBe([("arm", "v7"), ("amd64", "v2"), ("arm64", null), ("arm", "v6")]);
        index.Annotations!["of"].ShouldBe("all");
        index.Manifests.Select(static manifest => manifest.Annotations?["of"]).ShouldBe(["one", null, null, null]);
        index.Manifests.Select(manifest => world.Store.ReadImage(manifest, manifest.Platform!)!.Config.Config!.Labels!["is"])
            .ShouldBe(["linux/arm/v7 arm v7", "linux/amd64/v2 amd64 v2", "linux/arm64 arm64 ", "linux/arm/v6 arm v6"]);
    }

    [Theory]
    [InlineData("linux/ram64", "did you mean 'linux/arm64'?")]
    [InlineData("x64", "did you mean 'linux/amd64'?")]
    public async Task A_stage_of_a_platform_that_there_is_not_is_told_what_was_meant(string text, string help)
    {
        using var world = new BuildWorld();

        var failure = await world.FailAsync($"FROM --platform={text} scratch\nLABEL a=b\n");

        failure.Diagnostics[0].Message.ShouldBe($"'{text}' is not a platform");
        failure.Diagnostics[0].Help.ShouldBe(help);
        failure.Diagnostics[0].Position.Line.ShouldBe(1);
    }

    [Fact]
    public async Task A_foreign_image_that_only_gets_files_is_built_on_a_foreign_base()
    {
        using var world = await BuildWorld.WithBaseAsync(Foreign);
        world.Write("f", "f");

        var result = await world.RunAsync(null, world.Target($"FROM {BuildWorld.Base}\nWORKDIR /w\nUSER app\nCOPY --chown=app f .\n") with { Platforms = [Foreign] });

        result.Succeeded.ShouldBeTrue(BuildWorld.Describe(result));
        world.Store.ReadImage(result.Targets[0].Image!, Foreign)!.Config.Platform.ShouldBe(Foreign);
    }

    [Fact]
    public async Task A_command_of_a_foreign_platform_fails_with_what_mends_it()
    {
        using var world = WithoutEmulators();
        await world.AddBaseAsync(BuildWorld.Base, Foreign);

        var failure = await world.FailAsync($"FROM {BuildWorld.Base}\nRUN true\n", target => target with { Platforms = [Foreign] });

        failure.Message.ShouldBe($"a step for linux/s390x cannot run on this machine, which is {Platform.Host}: no emulator for s390x is registered with its kernel");
        failure.Diagnostics[0].Position.Line.ShouldBe(2);
        failure.Diagnostics[0].Help.ShouldBe("run: slipway setup --emulation");
    }

    [Fact]
    public async Task Before_anything_has_run_the_first_command_that_cannot_is_told()
    {
        using var world = WithoutEmulators();
        await world.AddBaseAsync(BuildWorld.Base, Foreign);
        world.Write("f", "f");

        var failure = await world.FailAsync(
            $"FROM {BuildWorld.Base}\nCOPY f /f\nWORKDIR /w\nRUN one\nRUN two\n", target => target with { Platforms = [Foreign] });

        failure.Diagnostics[0].Position.Line.ShouldBe(4);
        world.Ran.ShouldBeEmpty();
        world.Events.OfType<StepFailed>().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Going_on_builds_the_targets_that_need_no_emulator()
    {
        using var world = WithoutEmulators();
        await world.AddBaseAsync(BuildWorld.Base, Foreign);
        world.Write("f", "f");

        var result = await world.RunAsync(
            BuildOptions.Default with { KeepGoing = true },
            world.Target($"FROM {BuildWorld.Base}\nRUN true\n", "bad") with { Platforms = [Foreign] }, world.Target("FROM scratch\nCOPY f /\n", "good") with { Platforms = [Foreign] });

        result.Targets[0].Failure!.Message.ShouldContain("no emulator for s390x is registered");
        result.Targets[1].Failure.ShouldBeNull();
    }

    [Fact]
    public async Task What_is_cached_needs_no_emulator()
    {
        using var world = WithoutEmulators();
        await world.AddBaseAsync(BuildWorld.Base, Foreign);
        world.Folder.Write("binfmt/qemu-s390x", Emulator);
        var target = world.Target($"FROM {BuildWorld.Base}\nRUN true\n") with { Platforms = [Foreign] };
        // Its programs are this machine's, whatever it says of itself.
        (await world.RunAsync(null, target)).Succeeded.ShouldBeTrue();
        File.Delete(world.Folder["binfmt/qemu-s390x"]);

        var again = await world.RunAsync(null, target);

        again.Succeeded.ShouldBeTrue(BuildWorld.Describe(again));
        again.StepsCached.ShouldBe(1);
    }

    [Theory]
    [InlineData("RUN /tool")]
    [InlineData("RUN [\"/tool\"]")]
    [InlineData("RUN true && tool")]
    [InlineData("WORKDIR /\nRUN ./tool --version")]
    public async Task A_program_of_another_architecture_is_told_by_name(string run)
    {
        using var world = WithoutEmulators();
        await world.AddBaseAsync(BuildWorld.Base, Platform.Host, new() { Env = ["PATH=/bin:/"] });
        ForeignProgram.Write(world.Folder["context/tool"], 3); // where an emulator is registered all the same, it fails by itself

        var failure = await world.FailAsync($"FROM {BuildWorld.Base}\nCOPY tool /tool\n{run}\n");

        failure.Kind.ShouldBe(BuildFailureKind.Command);
        failure.Diagnostics[0].Notes.ShouldContain($"'/tool' is a program for linux/{ForeignProgram.Architecture}, and this step runs on {Platform.Host}");
        failure.Diagnostics[0].Help.ShouldBe($"take the one for {Platform.Host} ($TARGETARCH names the architecture); or, to run it under an emulator, run: slipway setup --emulation");
    }

    [Fact]
    public async Task A_file_that_is_no_program_is_explained_as_well()
    {
        using var world = await BuildWorld.WithBaseAsync();
        world.Write("tool", "\u0001\u0002 no program");
        File.SetUnixFileMode(world.Folder["context/tool"], (UnixFileMode)0x1ED);

        var failure = await world.FailAsync($"FROM {BuildWorld.Base}\nCOPY tool /tool\nRUN [\"/tool\"]\n");

        string.Join('\n', failure.Diagnostics[0].Notes).ShouldContain("'exec format error' is what the kernel says of a file that is no program for this machine");
    }

    [Fact]
    public async Task Stages_on_the_builds_own_platform_run_once_for_all()
    {
        using var world = await BuildWorld.WithBaseAsync();

        var result = await world.RunAsync(null, world.Target($"FROM --platform=$BUILDPLATFORM {BuildWorld.Base} AS b\nRUN echo same > /out\nFROM scratch\nCOPY --from=b /out /\n") with { Platforms = [Platform.Host, Foreign] });

        result.Succeeded.ShouldBeTrue(BuildWorld.Describe(result));
        world.Ran.ShouldBe([$"[{Platform.Host} b 2/2] RUN echo same > /out", $"[{Platform.Host} stage-1 2/2] COPY --from=b /out /"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_base_of_another_platform_is_no_base()
    {
        using var world = await BuildWorld.WithBaseAsync(Foreign);

        var failure = await world.FailAsync($"FROM {BuildWorld.Base}\nLABEL a=b\n");

        failure.Diagnostics[0].Message.ShouldContain("is for linux/s390x and not for");
        (await world.BuildAsync($"FROM --platform=linux/s390x {BuildWorld.Base} AS x\nFROM scratch\nCOPY --from=x /etc/passwd /\n")).Stat("/passwd").ShouldEndWith("file");
    }

    [Fact]
    public async Task A_target_stands_on_another_only_for_a_platform_that_is_built()
    {
        using var world = await BuildWorld.WithBaseAsync();

        var result = await world.RunAsync(null, world.Target("FROM base\n", "app") with { Platforms = [Foreign] }, world.Target($"FROM {BuildWorld.Base}\n", "base") with { Platforms = [Platform.Host] });

        DiagnosticRenderer.Render(result.Targets[0].Failure!.Diagnostics[0]).ShouldContain("help: add linux/s390x to its platforms");
    }
}
