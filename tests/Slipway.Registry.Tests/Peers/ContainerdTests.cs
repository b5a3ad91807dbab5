// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Registry.Tests;

[Trait("Needs", "Peers")]
public sealed class ContainerdTests(Containerd containerd) : IClassFixture<Containerd>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(PeerAccess.AnonymousPull, false)]
    [InlineData(PeerAccess.AnonymousPull, true)]
    [InlineData(PeerAccess.LoginOverTls, false)]
    [InlineData(PeerAccess.LoginOverTls, true)]
    public async Task Containerd_gets_back_what_it_pushed(PeerAccess access, bool isIndex)
    {
        await containerd.StartAsync(Cancellation);
        await using var registry = await PeerRegistry.StartAsync(access, Cancellation);
        using var folder = new TempFolder();
        var image = $"{registry.Host}/team/app:1.0";
        var digest = await ImportAsync(folder, image, isIndex);
        var reach = Reach(folder, registry);
        string[] platforms = isIndex ? ["linux/amd64", "linux/arm64"] : ["linux/amd64"];

        (await containerd.TryRunAsync(["images", "push", .. reach, image], Cancellation)).ExitCode.ShouldNotBe(0);
        await containerd.RunAsync(["images", "push", .. reach, "--user", registry.Credentials, image], Cancellation);
        await containerd.RunAsync(["images", "rm", "--sync", image], Cancellation);
        (await containerd.RunAsync(["content", "ls", "--quiet"], Cancellation)).ShouldBeEmpty();
        await containerd.RunAsync(["images", "pull", "--snapshotter", "native", .. isIndex ? (string[])["--all-platforms"] : [], .. reach, .. registry.NeedsLoginToPull ? (string[])["--user", registry.Credentials] : [], image], Cancellation);

        (await registry.DigestAsync("team/app", "1.0")).ShouldBe(digest);
        (await registry.ReadAllAsync("team/app", "1.0")).Count.ShouldBe(platforms.Length);
        var listed = await containerd.RunAsync(["images", "ls", $"name=={image}"], Cancellation);
        listed.ShouldContain(digest.ToString());
        foreach (var platform in platforms)
            listed.ShouldContain(platform);
        // All of it, as its digests say: containerd checks those when it stores content.
        var content = (await containerd.RunAsync(["content", "ls", "--quiet"], Cancellation)).Split('\n');
        content.ShouldContain(digest.ToString());
        content.Length.ShouldBe(isIndex ? 1 + (2 * 4) : 4);
        await containerd.RunAsync(["images", "rm", "--sync", image], Cancellation);
    }

    private async Task<Digest> ImportAsync(TempFolder folder, string image, bool isIndex)
    {
        var store = OciLayout.Open(folder["layout"]);
        var seed = isIndex ? 21 : 22;
        var made = isIndex ? RandomImage.CreateIndex(store, seed, Platform.LinuxAmd64, Platform.Parse("linux/arm64")) : RandomImage.Create(store, seed);
        await store.SetReferenceAsync(ImageReference.Parse("made:1"), made, Cancellation);
        (await new Command("skopeo", ["copy", "--all", $"oci:{folder["layout"]}:docker.io/library/made:1", $"oci-archive:{folder["made.tar"]}:{image}"]).RunAsync(Cancellation)).EnsureSuccess();
        await containerd.RunAsync(["images", "import", "--no-unpack", "--all-platforms", "--base-name", image.Split(':')[0], folder["made.tar"]], Cancellation);
        return made.Digest;
    }

    // Whatever it is told of an authority, containerd takes plain HTTP for a registry on this machine unless a file says https.
    private static string[] Reach(TempFolder folder, PeerRegistry registry)
    {
        if (registry.Access != PeerAccess.LoginOverTls)
            return ["--plain-http"];
        folder.Write($"hosts/{registry.Host}/hosts.toml", $"server = \"https://{registry.Host}\"\n[host.\"https://{registry.Host}\"]\nca = \"{registry.Certificate}\"\n");
        return ["--hosts-dir", folder["hosts"]];
    }
}
