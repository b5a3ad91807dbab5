// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Build.Tests;

public sealed class PlatformTests
{
    // No emulator of this is installed by anybody by chance.
    private static readonly Platform Foreign = Platform.Parse("linux/s390x");

    public PlatformTests() => Needs.Root();

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
        using var world = await BuildWorld.WithBaseAsync(Foreign);

        var failure = await world.FailAsync($"FROM {BuildWorld.Base}\nRUN true\n", target => target with { Platforms = [Foreign] });

        failure.Message.ShouldContain($"a step for linux/s390x cannot run on this machine, which is {Platform.Host}");
        failure.Diagnostics[0].Position.Line.ShouldBe(2);
        failure.Diagnostics[0].Help.ShouldBe("run: apt-get install -y qemu-user-static binfmt-support");
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

    [Theory]
    [InlineData("linux/amd64", "linux/amd64", true)]
    [InlineData("linux/386", "linux/amd64", true)]
    [InlineData("linux/arm64", "linux/amd64", true)]
    [InlineData("linux/riscv64", "linux/amd64", false)]
    [InlineData("linux/s390x", "linux/amd64", false)]
    [InlineData("linux/amd64", "linux/arm64", false)]
    public void Programs_run_where_they_are_at_home_or_an_emulator_is_registered(string platform, string host, bool run)
    {
        using var folder = new TempFolder();
        folder.Write("qemu-aarch64", "enabled\ninterpreter /usr/bin/qemu-aarch64-static\n");
        folder.Write("qemu-riscv64", "disabled\n");

        ForeignPrograms.Run(Platform.Parse(platform), Platform.Parse(host), folder.Path).ShouldBe(run);
    }
}
