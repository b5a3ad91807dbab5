// SPDX-License-Identifier: Apache-2.0
using Slipway.Build;
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Fleet.Tests.Buildx;

/// <summary>What comes back from buildx, and how it ends.</summary>
public sealed class BuildxTakingTests : IDisposable
{
    private const string Fleet = "fleet: f\nregistry: r.test/team\nversion: 1.0.0\nimages: { app: { context: ., platforms: [linux/amd64] } }\n";

    private static readonly ImageReference Name = ImageReference.Parse("r.test/team/app:1.0.0");

    private readonly FakeBuildx _buildx = new();

    public BuildxTakingTests() => _buildx.World.Write("Dockerfile", "FROM scratch\nCOPY Dockerfile /\n");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _buildx.Dispose();

    [Fact]
    public async Task An_image_comes_into_the_store_under_the_fleets_name()
    {
        var image = await AnswerAsync(Platform.LinuxAmd64);

        var result = await _buildx.BuildAsync(Fleet);

        result.Succeeded.ShouldBeTrue(string.Join('\n', result.Failures.Select(static failure => failure.Message)));
        _buildx.World.Store.Resolve(Name)!.Digest.ShouldBe(image.Digest);
        _buildx.World.Store.FindMissing(image).ShouldBeNull();
        result.Targets[0].Foreign.ShouldBe(new("buildx 0.25.0", "cluster/node/ref1"));
        Directory.EnumerateFileSystemEntries(Path.Combine(_buildx.World.Home.Run, "buildx")).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_image_that_is_not_the_one_that_was_built_gets_no_name()
    {
        await AnswerAsync(Platform.LinuxAmd64, named: "sha256:" + new string('a', 64));

        await ShouldFailAsync(BuildFailureKind.Outside, "buildx says that it built sha256:aaaa");
    }

    [Fact]
    public async Task An_image_of_another_platform_gets_no_name()
    {
        await AnswerAsync(Platform.LinuxArm64);

        await ShouldFailAsync(BuildFailureKind.Outside, "has no image for linux/amd64");
    }

    [Fact]
    public async Task A_damaged_layer_is_found_and_gets_no_name()
    {
        await AnswerAsync(Platform.LinuxAmd64, "python3 -c 'import re, sys; p=sys.argv[1]; b=bytearray(open(p,\"rb\").read()); b[re.search(rb\"blobs/sha256/[0-9a-f]{64}\", b).start()+512]^=1; open(p,\"wb\").write(b)' \"$archive\"");

        await ShouldFailAsync(BuildFailureKind.Outside, "the archive is damaged");
    }

    [Theory]
    [InlineData("ERROR: target app: failed to solve: process \"/bin/sh -c false\" did not complete successfully: exit code: 1", BuildFailureKind.Command, "failed to solve")]
    [InlineData("ERROR: failed to solve: debian:12: failed to resolve source metadata for docker.io/library/debian:12: dial tcp: lookup registry-1.docker.io: no such host", BuildFailureKind.Outside, "dial tcp")]
    [InlineData("ERROR: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?", BuildFailureKind.Outside, "name a builder elsewhere: --builder NAME")]
    [InlineData("ERROR: OCI exporter is not supported for the docker driver.", BuildFailureKind.Outside, "docker buildx create --name slipway")]
    [InlineData("ERROR: failed to solve: process \"/bin/sh -c apt-get update\" did not complete successfully: exec format error", BuildFailureKind.Command, "slipway setup --emulation")]
    public async Task A_build_that_fails_is_told_with_the_remedy(string said, BuildFailureKind kind, string told)
    {
        _buildx.Bake($"cat >&2 <<'END'\n#1 building\n{said}\nEND\nexit 1");

        await ShouldFailAsync(kind, told);
    }

    [Theory]
    [InlineData("echo garbage")]
    [InlineData("echo '{}'")]
    [InlineData("echo '{\"target\":[]}'")]
    [InlineData("exit 0")]
    public async Task What_it_prints_that_is_no_Bake_file_is_told(string print)
    {
        _buildx.Print(print);

        await ShouldFailAsync(BuildFailureKind.Definition, "what buildx 0.25.0 prints of the fleet is no Bake file in JSON");
    }

    [Fact]
    public async Task Without_buildx_it_says_how_to_get_it()
    {
        _buildx.Version("echo \"docker: 'buildx' is not a docker command.\" >&2; exit 1");

        var problem = await Should.ThrowAsync<ExecutionException>(() => _buildx.BuildAsync(Fleet));

        problem.Message.ShouldContain("'buildx' is not a docker command");
        problem.Message.ShouldContain("docker-buildx-plugin");
    }

    [Fact]
    public async Task Whoever_cancels_ends_buildx_and_all_that_it_started()
    {
        _buildx.Bake($"sleep 600 & echo $! >'{_buildx.Folder["child.new"]}'; mv '{_buildx.Folder["child.new"]}' '{_buildx.Folder["child"]}'; wait");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        var building = _buildx.BuildAsync(Fleet, null, stop.Token);
        while (!File.Exists(_buildx.Folder["child"]))
            await Task.Delay(10, Cancellation);
        var child = ProcessIdentity.Find(int.Parse(await File.ReadAllTextAsync(_buildx.Folder["child"], Cancellation), System.Globalization.CultureInfo.InvariantCulture))!;
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => building);
        // It is killed by now, and is gone as soon as somebody reaps it.
        while (child.IsAlive)
            await Task.Delay(10, Cancellation);
        _buildx.World.Store.Resolve(Name).ShouldBeNull();
        Directory.EnumerateFileSystemEntries(Path.Combine(_buildx.World.Home.Run, "buildx")).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_killed_build_left_goes_with_the_next_one()
    {
        var left = Directory.CreateDirectory(Path.Combine(_buildx.World.Home.Run, "buildx", "999999999-1-" + new string('b', 32))).FullName;
        await File.WriteAllTextAsync(Path.Combine(left, "app.tar"), "half", Cancellation);
        await AnswerAsync(Platform.LinuxAmd64);

        await _buildx.BuildAsync(Fleet);

        Directory.Exists(left).ShouldBeFalse();
    }

    private async Task ShouldFailAsync(BuildFailureKind kind, string told)
    {
        var result = await _buildx.BuildAsync(Fleet);

        result.Succeeded.ShouldBeFalse();
        result.Failures.ShouldHaveSingleItem().Message.ShouldContain(told);
        result.Failures[0].Kind.ShouldBe(kind);
        _buildx.World.Store.Resolve(Name).ShouldBeNull();
    }

    // Bakes an image of a platform, which another store made, and names it.
    private async Task<Descriptor> AnswerAsync(Platform platform, string then = "true", string? named = null)
    {
        using var other = new TempFolder();
        var store = OciLayout.Open(other["store"]);
        var image = RandomImage.Create(store, seed: 3, platform: platform);
        await using (var file = File.Create(_buildx.Folder["image.tar"]))
            await ImageArchiveWriter.WriteAsync(store, [new(image, [])], file, Cancellation);
        _buildx.Bake($$"""
            cp '{{_buildx.Folder["image.tar"]}}' "$archive"
            {{then}}
            printf '{"app": {"buildx.build.ref": "cluster/node/ref1", "containerimage.digest": "{{named ?? image.Digest.ToString()}}" } }' >"$metadata"
            """);
        return image;
    }
}
