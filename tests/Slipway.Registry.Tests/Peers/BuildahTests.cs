// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry.Tests;

[Trait("Needs", "Peers")]
public sealed class BuildahTests : IDisposable
{
    private readonly PeerProgram _buildah = new("buildah", PeerProgram.Storage);

    public void Dispose() => _buildah.Dispose();

    [Theory]
    [InlineData(PeerAccess.AnonymousPull)]
    [InlineData(PeerAccess.LoginOverTls)]
    public async Task Buildah_gets_back_the_image_that_it_pushed(PeerAccess access)
    {
        await using var registry = await PeerRegistry.StartAsync(access, TestContext.Current.CancellationToken);
        var id = await CommitAsync("amd64", []);
        var image = $"{registry.Host}/team/app:1.0";

        await _buildah.RunAsync(["push", .. registry.ReachAndLogIn(), "--digestfile", _buildah.Home["digest"], "localhost/amd64:1", $"docker://{image}"]);
        await _buildah.RunAsync("rmi", "--force", id);
        var pulled = await _buildah.RunAsync(["pull", "--quiet", .. registry.ReachToPull(), image]);

        (await registry.DigestAsync("team/app", "1.0")).ToString().ShouldBe(File.ReadAllText(_buildah.Home["digest"]));
        (await registry.ReadAllAsync("team/app", "1.0")).ShouldBe(["amd64"]);
        pulled.ShouldBe(id);
        (await _buildah.RunAsync("inspect", "--type", "image", "--format", "{{.FromImageDigest}}", image)).ShouldBe(File.ReadAllText(_buildah.Home["digest"]));
    }

    [Theory]
    [InlineData(PeerAccess.AnonymousPull)]
    [InlineData(PeerAccess.LoginOverTls)]
    public async Task Buildah_pushes_a_list_and_gets_each_platform_back(PeerAccess access)
    {
        await using var registry = await PeerRegistry.StartAsync(access, TestContext.Current.CancellationToken);
        var ids = new Dictionary<string, string>();
        foreach (var architecture in new[] { "amd64", "arm64" })
            ids[architecture] = await CommitAsync(architecture, ["--manifest", "list"]);
        var image = $"{registry.Host}/team/app:2.0";

        await _buildah.RunAsync(["manifest", "push", "--all", .. registry.ReachAndLogIn(), "--digestfile", _buildah.Home["digest"], "list", $"docker://{image}"]);

        (await registry.DigestAsync("team/app", "2.0")).ToString().ShouldBe(File.ReadAllText(_buildah.Home["digest"]));
        (await registry.ReadAllAsync("team/app", "2.0")).ShouldBe(["amd64", "arm64"]);
        foreach (var (architecture, id) in ids)
            (await _buildah.RunAsync(["pull", "--quiet", "--arch", architecture, .. registry.ReachToPull(), image])).ShouldBe(id);
    }

    // An image of one file; nothing is run.
    private async Task<string> CommitAsync(string architecture, string[] options)
    {
        var container = await _buildah.RunAsync("from", "scratch");
        await _buildah.RunAsync("config", "--arch", architecture, container);
        await _buildah.RunAsync("copy", container, _buildah.MakeTar(architecture), "/file");
        return await _buildah.RunAsync(["commit", "--quiet", "--rm", .. options, container, $"localhost/{architecture}:1"]);
    }
}
