// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Slipway.Containers;
using Slipway.Oci;

namespace Slipway.Cli.Tests.Buildx;

public sealed class BuildxGroupTests : IDisposable
{
    private readonly TestProgram _program = new();

    public void Dispose() => _program.Dispose();

    [Fact]
    public async Task Buildx_build_is_build()
    {
        _program.Folder.Write("Dockerfile", "FROM scratch\nARG QUEUE_BACKEND\nCOPY Dockerfile /\nLABEL queue.backend=$QUEUE_BACKEND\n");

        await _program.OutputOfAsync("buildx", "build", "--platform", "linux/amd64,linux/arm64", "--build-arg", "QUEUE_BACKEND=redis", "--tag", "openhqm:latest-redis", ".");

        var index = _program.Store.Resolve(ImageReference.Parse("openhqm:latest-redis"))!;
        foreach (var platform in (Platform[])[Platform.LinuxAmd64, Platform.LinuxArm64])
            _program.Store.ReadImage(index, platform)!.Config.Config!.Labels!["queue.backend"].ShouldBe("redis");
    }

    [Fact]
    public async Task A_platform_with_its_architecture_in_the_tag_is_built_and_a_base_is_chosen_by_the_architecture()
    {
        _program.Folder.Write("base/Dockerfile", "FROM scratch\nCOPY Dockerfile /base\n");
        _program.Folder.Write("Dockerfile", "ARG TARGETARCH\nFROM python:3.11-slim-${TARGETARCH}\nCOPY Dockerfile /\n");
        foreach (var arch in (string[])["amd64", "arm64"])
        {
            await _program.OutputOfAsync("buildx", "build", "--platform", $"linux/{arch}", "--tag", $"python:3.11-slim-{arch}", "./base");
            await _program.OutputOfAsync("buildx", "build", "--platform", $"linux/{arch}", "--tag", $"openhqm:latest-redis-{arch}", ".");

            var image = _program.Store.ReadImage(_program.Store.Resolve(ImageReference.Parse($"openhqm:latest-redis-{arch}"))!, Platform.Parse(arch))!;
            image.Manifest.Image!.Layers.Count.ShouldBe(2);
            image.Config.Architecture.ShouldBe(arch);
        }
    }

    [Fact]
    public async Task Bake_reads_bakes_files_though_there_is_a_fleet_file_of_ours()
    {
        _program.Folder.Write("docker-bake.hcl", "target \"default\" {\n  dockerfile-inline = \"FROM scratch\\nCOPY app /\\n\"\n  tags = [\"bake/app:1\"]\n}\n");
        _program.Folder.Write("app", "app");
        _program.Folder.Write("slipway.yaml", "fleet: other\nimages: { other: { context: . } }\n");

        await _program.OutputOfAsync("buildx", "bake", "--set", "*.labels.by=test");
        var (_, printed, _) = await _program.RunAsync("buildx", "bake", "--print", "--no-cache");

        _program.Store.ReadImage(_program.Store.Resolve(ImageReference.Parse("bake/app:1"))!, Platform.Host)!.Config.Config!.Labels!["by"].ShouldBe("test");
        JsonDocument.Parse(printed).RootElement.GetProperty("target").GetProperty("default").GetProperty("no-cache").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Bake_takes_named_files_and_targets_and_refuses_what_build_refuses()
    {
        _program.Folder.Write("other.hcl", "group \"all\" { targets = [\"one\", \"two\"] }\ntarget \"one\" {}\ntarget \"two\" {}\n");

        var (_, printed, _) = await _program.RunAsync("buildx", "bake", "-f", "other.hcl", "--print", "two");
        var (code, _, error) = await _program.RunAsync("buildx", "bake", "-f", "other.hcl", "--provenance=true");

        JsonDocument.Parse(printed).RootElement.GetProperty("target").EnumerateObject().Select(static target => target.Name).ShouldBe(["two"]);
        code.ShouldBe(ExitCode.Usage);
        error.ShouldContain("--provenance=false is understood");
    }

    [Fact]
    public async Task Ls_and_inspect_tell_the_platforms_that_run_here_and_no_others()
    {
        var machine = Emulation.OfThisMachine;
        var runs = EmulationSetup.Platforms.Where(platform => machine.Find(platform) is null).Select(static platform => platform.ToString()).ToList();

        using var listed = JsonDocument.Parse(await _program.OutputOfAsync("buildx", "ls", "--format", "json"));
        var table = await _program.OutputOfAsync("buildx", "ls");
        var inspected = await _program.OutputOfAsync("buildx", "inspect", "--bootstrap");

        var row = listed.RootElement[0];
        string[] Of(string kind) => [.. row.GetProperty(kind).EnumerateArray().Select(static platform => platform.GetString()!)];
        Of("Native").Concat(Of("Emulated")).ShouldBe(runs, ignoreOrder: true);
        Of("Native")[0].ShouldBe(Platform.Host.ToString());
        Of("Emulated").ShouldAllBe(platform => !machine.IsNative(Platform.Parse(platform)));
        table.ShouldContain("slipway*");
        table.ShouldContain(Platform.Host.ToString());
        inspected.ShouldContain($"Platforms: {Platform.Host}");
        foreach (var platform in runs)
            inspected.ShouldContain(platform);
    }

    [Theory]
    [InlineData("create --use")]
    [InlineData("create --name openhqm-builder --use")]
    [InlineData("use openhqm-builder")]
    [InlineData("rm openhqm-builder")]
    public async Task Instances_of_builders_are_refused_with_the_reason(string words)
    {
        var (code, _, error) = await _program.RunAsync(["buildx", .. words.Split(' ')]);

        code.ShouldBe(ExitCode.Usage);
        error.ShouldContain("there are no builder instances to keep");
        error.ShouldContain("help: ");
    }

    [Fact]
    public async Task Version_names_the_program_and_an_unknown_builder_is_refused()
    {
        (await _program.OutputOfAsync("buildx", "version")).ShouldStartWith("slipway ");

        var (code, _, error) = await _program.RunAsync("buildx", "inspect", "other");
        code.ShouldBe(ExitCode.No);
        error.ShouldContain("--engine buildx --builder NAME");
    }

    [Fact]
    public async Task Imagetools_inspect_shows_the_platforms_of_an_index()
    {
        _program.Folder.Write("Dockerfile", "FROM scratch\nCOPY Dockerfile /\n");
        await _program.OutputOfAsync("buildx", "b", "--platform", "linux/amd64,linux/arm64", "-t", "app:1", ".");

        var shown = await _program.OutputOfAsync("buildx", "imagetools", "inspect", "app:1");

        shown.ShouldContain("linux/amd64");
        shown.ShouldContain("linux/arm64");
    }

    [Fact]
    public async Task Buildx_prune_leaves_images_and_du_shows_what_is_left()
    {
        _program.Folder.Write("Dockerfile", "FROM scratch\nCOPY Dockerfile /\n");
        await _program.OutputOfAsync("buildx", "build", "-t", "app:1", ".");

        await _program.OutputOfAsync("buildx", "prune", "-a", "-f");
        var (code, _, error) = await _program.RunAsync("buildx", "prune", "-f", "--filter", "label=a");

        _program.Store.Resolve(ImageReference.Parse("app:1")).ShouldNotBeNull();
        (await _program.OutputOfAsync("buildx", "du")).ShouldContain("Images");
        code.ShouldBe(ExitCode.Usage, error);
    }
}
