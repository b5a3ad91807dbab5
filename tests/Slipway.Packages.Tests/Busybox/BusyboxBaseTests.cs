// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Packages.Tests;

public sealed class BusyboxBaseTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Applets_run_in_it()
    {
        Needs.Root();
        Needs.Tool("busybox");
        var store = OciLayout.Open(_folder["store"]);
        var image = await MakeAsync(store);
        using var unpacked = await UnpackedLayer.OfAsync(store, image.Image, Cancellation);

        var said = await unpacked.RunAsync("echo hello | /usr/bin/tr a-z A-Z && id -un && [ -x /sbin/init ] && stat -c %a /tmp && /bin/busybox true", Cancellation);

        said.ShouldBe("HELLO\nroot\n1777");
    }

    [Fact]
    public async Task Made_twice_it_is_the_same_image()
    {
        Needs.Tool("busybox");
        var (one, two) = (OciLayout.Open(_folder["one"]), OciLayout.Open(_folder["two"]));

        var (first, second) = (await MakeAsync(one), await MakeAsync(two));

        second.Image.Digest.ShouldBe(first.Image.Digest);
        second.DiffId.ShouldBe(first.DiffId);
    }

    [Fact]
    public async Task It_gets_its_name_and_says_its_size_and_how_it_is_run()
    {
        Needs.Tool("busybox");
        var store = OciLayout.Open(_folder["store"]);

        var made = await MakeAsync(store);

        store.Resolve(ImageReference.Parse("busybox"))!.Digest.ShouldBe(made.Image.Digest);
        made.Size.ShouldBeInRange(500_000, 5_000_000);
        made.CompressedSize.ShouldBeInRange(200_000, made.Size);
        var config = store.ReadImage(made.Image, Platform.Host)!.Config;
        config.Config!.Cmd.ShouldBe(["sh"]);
        config.Rootfs.DiffIds.ShouldBe([made.DiffId]);
        config.History!.ShouldHaveSingleItem().CreatedBy.ShouldBe("slipway base busybox");
    }

    [Fact]
    public async Task Skopeo_reads_it()
    {
        Needs.Tool("busybox");
        var skopeo = Needs.Tool("skopeo");
        var store = OciLayout.Open(_folder["store"]);
        var made = await MakeAsync(store);

        var digest = await new Command(skopeo, ["inspect", "--format", "{{.Digest}}", $"oci:{store.Root}:docker.io/library/busybox:latest"]).RunAsync(Cancellation);

        digest.EnsureSuccess().OutputText.ShouldBe(made.Image.Digest.ToString());
    }

    [Fact]
    public async Task Packages_can_not_be_included()
    {
        var request = new BaseImageRequest { From = BaseName.Parse("busybox"), Include = ["curl"] };

        var refusal = await Should.ThrowAsync<BaseImageException>(async () =>
            await BusyboxBase.MakeAsync(request, OciLayout.Open(_folder["store"]), null, Cancellation));

        refusal.Message.ShouldContain("takes no packages; curl can be included in a Debian base");
    }

    [Fact]
    public async Task Another_machine_s_can_not_be_made()
    {
        var request = new BaseImageRequest { From = BaseName.Parse("busybox"), Platform = Platform.Parse("windows/amd64") };

        (await Should.ThrowAsync<BaseImageException>(async () => await BusyboxBase.MakeAsync(request, OciLayout.Open(_folder["store"]), null, Cancellation)))
            .Message.ShouldContain("windows/amd64");
    }

    private static Task<BaseImage> MakeAsync(OciLayout store) =>
        BusyboxBase.MakeAsync(new() { From = BaseName.Parse("busybox") }, store, null, Cancellation);
}
