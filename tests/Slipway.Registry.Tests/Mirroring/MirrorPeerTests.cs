// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Registry.Tests;

/// <summary>Clients that people have, set up as their manuals say, find what Debian's registry has at a mirror of it.</summary>
[Trait("Needs", "Peers")]
public sealed class MirrorPeerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dockers_daemon_pulls_by_its_registry_mirror_and_pushes_nothing_to_it()
    {
        await using var mirror = await DebianMirror.StartAsync("", Cancellation);
        await using var docker = new DockerEngine { More = ["--registry-mirror", $"http://{mirror.Host}"] };
        await docker.StartAsync(Cancellation);

        await docker.RunAsync(["pull", "team/app:1.0"], Cancellation);
        (await docker.RunAsync(["image", "inspect", "--format", "{{index .RepoDigests 0}}", "team/app:1.0"], Cancellation)).ShouldBe($"team/app@{mirror.Index.Digest}");
        var asked = await mirror.CountRequestsAsync();
        await docker.RunAsync(["image", "rm", "team/app:1.0"], Cancellation);
        await mirror.StopUpstreamAsync();
        await docker.RunAsync(["pull", "team/app:1.0"], Cancellation);

        // The index, one image of it, its configuration and two layers.
        asked.ShouldBe(5);
        (await mirror.CountRequestsAsync()).ShouldBe(5);
        await docker.RunAsync(["tag", "team/app:1.0", $"{mirror.Host}/team/other:1.0"], Cancellation);
        var push = await docker.TryRunAsync(["push", $"{mirror.Host}/team/other:1.0"], Cancellation);
        push.ExitCode.ShouldNotBe(0);
    }

    [Fact]
    public async Task Dockers_push_to_a_mirror_shows_why_it_is_refused()
    {
        await using var mirror = await DebianMirror.StartAsync("docker.io", Cancellation);
        await using var docker = new DockerEngine();
        await docker.StartAsync(Cancellation);
        await docker.RunAsync(["pull", $"{mirror.Host}/{DebianMirror.Image}"], Cancellation);
        var name = $"{mirror.Host}/docker.io/team/other:1.0";
        await docker.RunAsync(["tag", $"{mirror.Host}/{DebianMirror.Image}", name], Cancellation);
        await docker.TryRunAsync(["login", "--username", "anyone", "--password-stdin", mirror.Host], Cancellation, new MemoryStream(System.Text.Encoding.UTF8.GetBytes(mirror.Registry.PushToken)));

        var push = await docker.TryRunAsync(["push", name], Cancellation);

        push.ExitCode.ShouldNotBe(0);
        push.ErrorText.ShouldContain("denied: 'docker.io/team/other' is a mirror of 'docker.io/team/other', which nobody pushes to here");
    }

    [Fact]
    public async Task Containerd_pulls_by_its_hosts_file_and_the_namespace()
    {
        await using var mirror = await DebianMirror.StartAsync("hub", Cancellation);
        await using var containerd = new Containerd();
        await containerd.StartAsync(Cancellation);
        using var folder = new TempFolder();
        // The registry itself can't be reached, so that nothing comes from there.
        folder.Write("hosts/docker.io/hosts.toml", $"server = \"http://127.0.0.1:1\"\n[host.\"http://{mirror.Host}\"]\n  capabilities = [\"pull\", \"resolve\"]\n");
        folder.Write("hosts/quay.example/hosts.toml", $"server = \"http://127.0.0.1:1\"\n[host.\"http://{mirror.Host}\"]\n  capabilities = [\"pull\", \"resolve\"]\n");
        string[] pull = ["images", "pull", "--snapshotter", "native", "--all-platforms", "--hosts-dir", folder["hosts"]];

        await containerd.RunAsync([.. pull, DebianMirror.Image], Cancellation);
        var content = (await containerd.RunAsync(["content", "ls", "--quiet"], Cancellation)).Split('\n');
        var asked = await mirror.CountRequestsAsync();
        await containerd.RunAsync(["images", "rm", "--sync", DebianMirror.Image], Cancellation);
        await containerd.RunAsync([.. pull, DebianMirror.Image], Cancellation);

        content.ShouldContain(mirror.Index.Digest.ToString());
        // An index, and of each of two platforms a manifest, a configuration and two layers.
        content.Length.ShouldBe(9);
        asked.ShouldBe(9);
        (await mirror.CountRequestsAsync()).ShouldBe(9);
        (await containerd.TryRunAsync([.. pull, "quay.example/team/app:1.0"], Cancellation)).ExitCode.ShouldNotBe(0);
        (await mirror.CountRequestsAsync()).ShouldBe(9);
        await containerd.RunAsync(["images", "rm", "--sync", DebianMirror.Image], Cancellation);
    }

    [Theory]
    [InlineData("podman")]
    [InlineData("skopeo")]
    public async Task Podman_and_skopeo_read_by_the_mirror_of_their_settings(string program)
    {
        await using var mirror = await DebianMirror.StartAsync("docker.io", Cancellation);
        using var peer = new PeerProgram(program, program == "podman" ? static home => [.. PeerProgram.Storage(home), "--events-backend", "file", "--cgroup-manager", "cgroupfs"] : null);
        peer.Home.Write(".config/containers/registries.conf",
            $"""
            [[registry]]
            prefix = "docker.io"
            location = "127.0.0.1:1"
            insecure = true
            [[registry.mirror]]
            location = "{mirror.Host}/docker.io"
            insecure = true
            """);

        for (var turn = 0; turn < 2; turn++)
        {
            if (program == "podman")
            {
                await peer.RunAsync("pull", "--quiet", DebianMirror.Image);
                (await peer.RunAsync("image", "inspect", "--format", "{{.RepoDigests}}", DebianMirror.Image)).ShouldContain(mirror.Index.Digest.ToString());
                await peer.RunAsync("rmi", DebianMirror.Image);
            }
            else
            {
                await peer.RunAsync("copy", $"docker://{DebianMirror.Image}", $"oci:{peer.Home[$"layout-{turn}"]}:back");
                OciLayout.Open(peer.Home[$"layout-{turn}"]).ListBlobs().Count().ShouldBe(4);
            }
        }

        (await mirror.CountRequestsAsync()).ShouldBe(5);
    }
}
