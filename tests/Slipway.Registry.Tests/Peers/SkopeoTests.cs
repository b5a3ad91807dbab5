// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Registry.Tests;

public sealed class SkopeoTests
{
    [Theory]
    [InlineData(PeerAccess.AnonymousPull)]
    [InlineData(PeerAccess.LoginOverTls)]
    public async Task Skopeo_gets_back_the_image_that_it_pushed(PeerAccess access)
    {
        Needs.Tool("skopeo");
        var cancellation = TestContext.Current.CancellationToken;
        await using var registry = await PeerRegistry.StartAsync(access, cancellation);
        using var folder = new TempFolder();
        var store = OciLayout.Open(folder["from"]);
        var image = RandomImage.Create(store, seed: 1, layers: 3, layerSize: 1 << 20);
        await store.SetReferenceAsync(ImageReference.Parse("made:1"), image, cancellation);

        await RunAsync("skopeo", ["copy", .. registry.ReachAndLogIn("--dest-"), $"oci:{folder["from"]}:docker.io/library/made:1", $"docker://{registry.Host}/team/made:1"], cancellation);
        await RunAsync("skopeo", ["copy", .. registry.ReachToPull("--src-"), $"docker://{registry.Host}/team/made:1", $"oci:{folder["to"]}:back"], cancellation);
        var inspected = await RunAsync("skopeo", ["inspect", .. registry.ReachToPull(), "--format", "{{.Digest}}", $"docker://{registry.Host}/team/made:1"], cancellation);

        inspected.Trim().ShouldBe(image.Digest.ToString());
        var back = OciLayout.Open(folder["to"]);
        foreach (var layer in back.ReadImage(image, Platform.LinuxAmd64)!.Layers)
            File.ReadAllBytes(back.BlobPath(layer.Digest)).ShouldBe(File.ReadAllBytes(store.BlobPath(layer.Digest)));
    }

    [Theory]
    [InlineData(PeerAccess.AnonymousPull)]
    [InlineData(PeerAccess.LoginOverTls)]
    public async Task Skopeo_carries_an_index_with_all_its_platforms_both_ways(PeerAccess access)
    {
        Needs.Tool("skopeo");
        var cancellation = TestContext.Current.CancellationToken;
        await using var registry = await PeerRegistry.StartAsync(access, cancellation);
        using var folder = new TempFolder();
        var store = OciLayout.Open(folder["from"]);
        var index = RandomImage.CreateIndex(store, seed: 5, Platform.LinuxAmd64, Platform.Parse("linux/arm64"));
        await store.SetReferenceAsync(ImageReference.Parse("made:1"), index, cancellation);

        await RunAsync("skopeo", ["copy", "--all", .. registry.ReachAndLogIn("--dest-"), $"oci:{folder["from"]}:docker.io/library/made:1", $"docker://{registry.Host}/team/made:1"], cancellation);
        await RunAsync("skopeo", ["copy", "--all", .. registry.ReachToPull("--src-"), $"docker://{registry.Host}/team/made:1", $"oci:{folder["to"]}:back"], cancellation);

        foreach (var (digest, path, _) in OciLayout.Open(folder["to"]).ListBlobs())
            File.ReadAllBytes(path).ShouldBe(File.ReadAllBytes(store.BlobPath(digest)));
        OciLayout.Open(folder["to"]).Contains(index.Digest).ShouldBeTrue();
    }

    [Fact]
    public async Task Skopeo_keeps_away_from_a_registry_whose_certificate_it_does_not_know()
    {
        Needs.Tool("skopeo");
        await using var registry = await PeerRegistry.StartAsync(PeerAccess.LoginOverTls, TestContext.Current.CancellationToken);

        var result = await new Command("skopeo", ["list-tags", "--creds", registry.Credentials, $"docker://{registry.Host}/team/app"]).RunAsync(TestContext.Current.CancellationToken);

        result.ExitCode.ShouldNotBe(0);
        result.ErrorText.ShouldContain("x509");
    }

    [Theory]
    [InlineData(PeerAccess.AnonymousPull)]
    [InlineData(PeerAccess.LoginOverTls)]
    public async Task A_layout_that_umoci_made_comes_back_as_it_was_and_is_unpacked_by_umoci(PeerAccess access)
    {
        Needs.Root();
        Needs.Tool("umoci");
        Needs.Tool("skopeo");
        var cancellation = TestContext.Current.CancellationToken;
        await using var registry = await PeerRegistry.StartAsync(access, cancellation);
        using var folder = new TempFolder();
        folder.Write("file", "by umoci");
        await RunAsync("umoci", ["init", "--layout", folder["layout"]], cancellation);
        await RunAsync("umoci", ["new", "--image", $"{folder["layout"]}:made"], cancellation);
        await RunAsync("umoci", ["insert", "--image", $"{folder["layout"]}:made", folder["file"], "/file"], cancellation);

        await RunAsync("skopeo", ["copy", .. registry.ReachAndLogIn("--dest-"), $"oci:{folder["layout"]}:made", $"docker://{registry.Host}/team/umoci:1"], cancellation);
        await RunAsync("skopeo", ["copy", .. registry.ReachToPull("--src-"), $"docker://{registry.Host}/team/umoci:1", $"oci:{folder["back"]}:made"], cancellation);
        await RunAsync("umoci", ["unpack", "--image", $"{folder["back"]}:made", folder["bundle"]], cancellation);

        var made = OciLayout.Open(folder["layout"]);
        made.Contains(await registry.DigestAsync("team/umoci", "1")).ShouldBeTrue();
        foreach (var (digest, path, _) in OciLayout.Open(folder["back"]).ListBlobs())
            File.ReadAllBytes(path).ShouldBe(File.ReadAllBytes(made.BlobPath(digest)));
        File.ReadAllText(folder["bundle/rootfs/file"]).ShouldBe("by umoci");
    }

    [Fact]
    public async Task Skopeo_lists_deletes_and_is_kept_out_with_a_wrong_password()
    {
        Needs.Tool("skopeo");
        var cancellation = TestContext.Current.CancellationToken;
        using var folder = new TempFolder();
        folder.Write("htpasswd", $"alice:{Bcrypt.Make("wonderland", cost: 4)}\n");
        await using var registry = await TestRegistry.StartAsync(cancellation, options => options with { HtpasswdFile = folder["htpasswd"] });
        using var http = RegistryHttp.Anonymous(registry);
        http.Client.DefaultRequestHeaders.Authorization = RegistryHttp.Basic("alice", "wonderland");
        await http.PushImageAsync("team/app", "1.0");
        await http.PushImageAsync("team/app", "2.0", "two");
        var name = $"docker://{registry.Registry}/team/app";

        var wrong = await new Command("skopeo", ["list-tags", "--tls-verify=false", "--creds", "alice:wrong", name]).RunAsync(cancellation);
        var nobody = await new Command("skopeo", ["list-tags", "--tls-verify=false", name]).RunAsync(cancellation);
        await RunAsync("skopeo", ["delete", "--tls-verify=false", "--creds", "alice:wonderland", $"{name}:2.0"], cancellation);
        var tags = await RunAsync("skopeo", ["list-tags", "--tls-verify=false", "--creds", "alice:wonderland", name], cancellation);

        wrong.ExitCode.ShouldNotBe(0);
        wrong.ErrorText.ShouldContain("invalid username/password");
        nobody.ExitCode.ShouldNotBe(0);
        tags.ShouldContain("1.0");
        tags.ShouldNotContain("2.0");
    }

    private static async Task<string> RunAsync(string program, string[] arguments, CancellationToken cancellation) =>
        (await new Command(program, arguments).RunAsync(cancellation)).EnsureSuccess().OutputText;
}
