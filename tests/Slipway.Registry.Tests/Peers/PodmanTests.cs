// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Registry.Tests;

[Trait("Needs", "Peers")]
public sealed class PodmanTests : IDisposable
{
    private readonly PeerProgram _podman = new("podman", static home => [.. PeerProgram.Storage(home), "--events-backend", "file", "--cgroup-manager", "cgroupfs"]);

    public void Dispose() => _podman.Dispose();

    [Theory]
    [InlineData(PeerAccess.AnonymousPull)]
    [InlineData(PeerAccess.LoginOverTls)]
    public async Task Podman_gets_back_the_image_that_it_pushed(PeerAccess access)
    {
        await using var registry = await PeerRegistry.StartAsync(access, TestContext.Current.CancellationToken);
        var image = $"{registry.Host}/team/app:1.0";
        var id = await _podman.RunAsync("import", _podman.MakeTar("image"), image);

        (await _podman.TryAsync(["push", .. registry.Reach(), image])).ExitCode.ShouldNotBe(0);
        await _podman.RunAsync(["push", .. registry.ReachAndLogIn(), "--digestfile", _podman.Home["digest"], image]);
        await _podman.RunAsync("rmi", image);
        await _podman.RunAsync(["pull", .. registry.ReachToPull(), image]);

        (await registry.DigestAsync("team/app", "1.0")).ToString().ShouldBe(File.ReadAllText(_podman.Home["digest"]));
        (await registry.ReadAllAsync("team/app", "1.0")).ShouldHaveSingleItem();
        (await _podman.RunAsync("image", "inspect", "--format", "{{.Digest}}", image)).ShouldBe(File.ReadAllText(_podman.Home["digest"]));
        id.ShouldEndWith(await _podman.RunAsync("image", "inspect", "--format", "{{.Id}}", image));
    }

    [Theory]
    [InlineData(PeerAccess.AnonymousPull)]
    [InlineData(PeerAccess.LoginOverTls)]
    public async Task Podman_pushes_a_list_and_gets_each_platform_back(PeerAccess access)
    {
        await using var registry = await PeerRegistry.StartAsync(access, TestContext.Current.CancellationToken);
        var name = $"{registry.Host}/team/app:2.0";
        await _podman.RunAsync("manifest", "create", "list");
        foreach (var architecture in new[] { "amd64", "arm64" })
        {
            await _podman.RunAsync("import", "--arch", architecture, _podman.MakeTar(architecture), $"localhost/{architecture}:1");
            await _podman.RunAsync("manifest", "add", "--arch", architecture, "list", $"containers-storage:localhost/{architecture}:1");
        }

        await _podman.RunAsync(["manifest", "push", "--all", .. registry.ReachAndLogIn(), "--digestfile", _podman.Home["digest"], "list", $"docker://{name}"]);

        (await registry.DigestAsync("team/app", "2.0")).ToString().ShouldBe(File.ReadAllText(_podman.Home["digest"]));
        (await registry.ReadAllAsync("team/app", "2.0")).ShouldBe(["amd64", "arm64"]);
        foreach (var architecture in new[] { "arm64", "amd64" })
        {
            var pulled = await _podman.RunAsync(["pull", "--quiet", "--arch", architecture, .. registry.ReachToPull(), name]);
            (await _podman.RunAsync("image", "inspect", "--format", "{{.Architecture}}", pulled)).ShouldBe(architecture);
            pulled.ShouldBe(await _podman.RunAsync("image", "inspect", "--format", "{{.Id}}", $"localhost/{architecture}:1"));
        }
    }

    [Theory]
    [InlineData(PeerAccess.AnonymousPull)]
    [InlineData(PeerAccess.LoginOverTls)]
    public async Task Podman_logs_in_and_out(PeerAccess access)
    {
        await using var registry = await PeerRegistry.StartAsync(access, TestContext.Current.CancellationToken);
        var image = $"{registry.Host}/team/app:3.0";
        await _podman.RunAsync("import", _podman.MakeTar("image"), image);

        (await _podman.TryAsync(["login", .. registry.Reach(), "--username", registry.User, "--password", "wrong", registry.Host])).ErrorText.ShouldContain("invalid username/password");
        (await _podman.RunAsync(["login", .. registry.Reach(), "--username", registry.User, "--password", registry.Password, registry.Host])).ShouldContain("Login Succeeded");
        await _podman.RunAsync(["push", .. registry.Reach(), image]);
        await _podman.RunAsync("logout", registry.Host);

        (await _podman.TryAsync(["push", .. registry.Reach(), image])).ExitCode.ShouldNotBe(0);
        Digest.TryParse((await registry.DigestAsync("team/app", "3.0")).ToString(), out _).ShouldBeTrue();
    }
}
