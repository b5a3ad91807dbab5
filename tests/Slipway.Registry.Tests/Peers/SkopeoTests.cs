// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Registry.Tests;

public sealed class SkopeoTests
{
    [Fact]
    public async Task Skopeo_gets_back_the_image_that_it_pushed()
    {
        Needs.Tool("skopeo");
        var cancellation = TestContext.Current.CancellationToken;
        await using var registry = await TestRegistry.StartAsync(cancellation);
        using var folder = new TempFolder();
        var store = OciLayout.Open(folder["from"]);
        var image = RandomImage.Create(store, seed: 1, layers: 3, layerSize: 1 << 20);
        await store.SetReferenceAsync(ImageReference.Parse("made:1"), image, cancellation);

        await RunAsync("skopeo", ["copy", "--dest-tls-verify=false", "--dest-creds", $"me:{registry.PushToken}", $"oci:{folder["from"]}:docker.io/library/made:1", $"docker://{registry.Registry}/team/made:1"], cancellation);
        await RunAsync("skopeo", ["copy", "--src-tls-verify=false", $"docker://{registry.Registry}/team/made:1", $"oci:{folder["to"]}:back"], cancellation);
        var inspected = await RunAsync("skopeo", ["inspect", "--tls-verify=false", "--format", "{{.Digest}}", $"docker://{registry.Registry}/team/made:1"], cancellation);

        inspected.Trim().ShouldBe(image.Digest.ToString());
        var back = OciLayout.Open(folder["to"]);
        foreach (var layer in back.ReadImage(image, Platform.LinuxAmd64)!.Layers)
            File.ReadAllBytes(back.BlobPath(layer.Digest)).ShouldBe(File.ReadAllBytes(store.BlobPath(layer.Digest)));
    }

    private static async Task<string> RunAsync(string program, string[] arguments, CancellationToken cancellation) =>
        (await new Command(program, arguments).RunAsync(cancellation)).EnsureSuccess().OutputText;
}
