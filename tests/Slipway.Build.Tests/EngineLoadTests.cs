// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Build.Tests;

/// <summary>Images that are handed to a Docker Engine.</summary>
public sealed class EngineLoadTests
{
    public EngineLoadTests() => Needs.Root();

    [Fact]
    public async Task An_engine_gets_the_image_with_all_its_names()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var docker = await DockerDaemon.StartAsync(cancellation);
        using var world = new BuildWorld(services => services with { DockerHost = docker.Socket });
        await world.AddBaseAsync(BuildWorld.Base, Platform.Host);
        world.Write("f", "content");

        var image = await world.BuildAsync($"FROM {BuildWorld.Base}\nCOPY f /f\nLABEL made=here\n", target => target with
        {
            Tags = [ImageReference.Parse("team/app:1"), ImageReference.Parse("team/app:latest")],
            Outputs = [new ImageStoreOutput(), new DockerEngineOutput()],
        });

        var inspected = await docker.RunAsync(["image", "inspect", "-f", "{{.Id}} {{.RepoTags}} {{.Config.Labels.made}} {{.RootFS.Layers}}", "team/app:1"], cancellation);
        inspected.Trim().ShouldBe($"{image.Image.Manifest.Image!.Config.Digest} [team/app:1 team/app:latest] here [{string.Join(' ', image.Image.Config.Rootfs.DiffIds)}]");
        world.Events.OfType<StepFinished>().Last().Step.Name.ShouldBe($"loading into Docker ({docker.Socket})");
        world.Log.ShouldContain("Loaded image: team/app:1");
    }

    [Fact]
    public async Task Of_several_platforms_the_engine_gets_this_machines_and_is_told_so()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var docker = await DockerDaemon.StartAsync(cancellation);
        using var world = new BuildWorld(services => services with { DockerHost = docker.Socket });
        var other = Platform.Parse("linux/s390x");
        world.Write("f", "content");

        var built = await world.BuildAsync("FROM scratch\nCOPY f /f\n", target => target with { Platforms = [Platform.Host, other], Tags = [ImageReference.Parse("two:1")], Outputs = [new DockerEngineOutput()] });

        (await docker.RunAsync(["image", "inspect", "-f", "{{.Architecture}}", "two:1"], cancellation)).Trim().ShouldBe(Platform.Host.Architecture);
        world.Events.OfType<BuildNote>().ShouldContain(note => note.Text.Contains($"its store is the classic one, not containerd's): of {Platform.Host}, linux/s390x it gets {Platform.Host}", StringComparison.Ordinal));
        // Our own store keeps them all.
        built.Result.Targets[0].Platforms.Select(made => made.Platform).ShouldBe([Platform.Host, other]);
        world.Store.FindMissing(built.Descriptor).ShouldBeNull();
    }

    [Fact]
    [Trait("Needs", "Peers")]
    public async Task An_engine_with_containerds_image_store_gets_all_platforms()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var docker = await TrixieDocker.StartAsync(cancellation);
        using var world = new BuildWorld(services => services with { DockerHost = $"unix://{docker.Folder}/docker.sock" });
        Platform[] platforms = [Platform.Host, Platform.Parse("linux/s390x"), Platform.Parse("linux/arm/v7")];
        world.Write("f", "content");

        var built = await world.BuildAsync("FROM scratch\nARG TARGETPLATFORM\nLABEL is=$TARGETPLATFORM\nCOPY f /f\n", target => target with { Platforms = platforms, Tags = [ImageReference.Parse("three:1")], Outputs = [new DockerEngineOutput()] });

        // What it has of the image, in its own words: the index, whole.
        (await docker.RunAsync(["image", "inspect", "-f", "{{.Id}}", "three:1"], cancellation)).Trim().ShouldBe(built.Descriptor.Digest.ToString());
        await docker.RunAsync(["save", "-o", docker.Folder + "/saved.tar", "three:1"], cancellation);
        var listed = (await new Slipway.Native.Command("tar", ["-tf", docker.Folder + "/saved.tar"]).RunAsync(cancellation)).EnsureSuccess().OutputText;
        foreach (var platform in platforms)
        {
            var image = world.Store.ReadImage(built.Descriptor, platform)!;
            listed.ShouldContain($"blobs/sha256/{image.Digest.Hex}");
            listed.ShouldContain($"blobs/sha256/{image.Manifest.Image!.Config.Digest.Hex}");
        }
        world.Events.OfType<BuildNote>().ShouldNotContain(static note => note.Text.Contains("it gets", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("tcp://127.0.0.1:2375", "the Docker Engine 'tcp://127.0.0.1:2375' is not supported")]
    [InlineData("context://gone", "Docker's context 'gone' names no engine; choose another with DOCKER_CONTEXT")]
    public async Task What_is_no_socket_is_refused_before_anything_runs(string host, string expected)
    {
        using var world = new BuildWorld(services => services with { DockerHost = host });
        world.Write("f", "content");

        var failure = await world.FailAsync("FROM scratch\nCOPY f /f\n", target => target with { Outputs = [new DockerEngineOutput()] });

        failure.Message.ShouldStartWith(expected);
        world.Events.OfType<StepStarted>().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("unix:///no/such/docker.sock", "no Docker Engine answers at '/no/such/docker.sock': there is no such socket; start it, or name another socket: DOCKER_HOST=unix:///path")]
    public async Task Where_no_engine_answers_the_socket_is_named(string host, string expected)
    {
        using var world = new BuildWorld(services => services with { DockerHost = host });
        world.Write("f", "content");

        var failure = await world.FailAsync("FROM scratch\nCOPY f /f\n", target => target with { Outputs = [new DockerEngineOutput()] });

        failure.Message.ShouldContain(expected);
        world.Events.OfType<StepFailed>().ShouldHaveSingleItem().Step.Name.ShouldStartWith("loading into Docker");
    }
}
