// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Nodes;
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Cli.Tests.Images;

/// <summary>The store is an OCI layout: other programs read it where it lies.</summary>
public sealed class OtherReadersTests : IDisposable
{
    private const string Name = "docker.io/team/app:1.0";
    private readonly TestProgram _slipway = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Place => $"{_slipway.Store.Root}:{Name}";

    public void Dispose() => _slipway.Dispose();

    [Fact]
    public async Task Skopeo_inspects_an_image_in_the_store()
    {
        var image = await NameAsync(TestImage.CreateRich(_slipway.Store));

        var seen = JsonNode.Parse(await RunAsync("skopeo", "inspect", "oci:" + Place))!;

        seen["Digest"]!.GetValue<string>().ShouldBe(image.Digest.ToString());
        seen["Labels"]!["tier"]!.GetValue<string>().ShouldBe("web");
        seen["Layers"]!.AsArray().Count.ShouldBe(2);
        (await RunAsync("skopeo", "inspect", "--raw", "oci:" + Place)).ShouldBe((await _slipway.OutputOfAsync("inspect", "--raw", Name)).TrimEnd('\n'));
    }

    [Fact]
    public async Task Skopeo_inspects_each_platform_of_an_index_in_the_store()
    {
        await NameAsync(CreateIndex());

        foreach (var architecture in new[] { "amd64", "arm64" })
        {
            (await RunAsync("skopeo", "--override-arch", architecture, "inspect", "--format", "{{.Architecture}} {{.Env}}", "oci:" + Place))
                .ShouldBe((await _slipway.OutputOfAsync("inspect", "--platform", "linux/" + architecture, "--format", "{{.Architecture}} {{.Config.Env}}", Name)).TrimEnd('\n'));
        }
    }

    [Fact]
    public async Task Umoci_lists_and_measures_an_image_in_the_store()
    {
        await NameAsync(TestImage.CreateRich(_slipway.Store));

        (await RunAsync("umoci", "ls", "--layout", _slipway.Store.Root)).ShouldBe(Name);
        var seen = JsonNode.Parse(await RunAsync("umoci", "stat", "--image", Place, "--json"))!;
        string.Join('\n', seen["history"]!.AsArray().Reverse().Select(static step => step!["created_by"]!.GetValue<string>().Replace('\t', ' ')))
            .ShouldBe((await _slipway.OutputOfAsync("history", "--no-trunc", "--format", "{{.CreatedBy}}", Name)).TrimEnd('\n'));
    }

    [Theory]
    [InlineData(LayerForm.Gzip)]
    [InlineData(LayerForm.Plain)]
    public async Task Umoci_unpacks_from_the_store_what_export_writes(LayerForm form)
    {
        Needs.Root();
        Needs.Tool("umoci");
        await NameAsync(CreateLayered(form));
        await RunAsync("umoci", "unpack", "--image", Place, _slipway.Folder["bundle"]);

        await _slipway.OutputOfAsync("export", Name, "-o", "rootfs.tar");
        _slipway.Folder.MakeFolder("ours");
        await RunAsync("tar", "-C", _slipway.Folder["ours"], "--numeric-owner", "--same-permissions", "-xf", _slipway.Folder["rootfs.tar"]);

        (await DescribeAsync(_slipway.Folder["ours"])).ShouldBe(await DescribeAsync(_slipway.Folder["bundle/rootfs"]));
        (await DescribeAsync(_slipway.Folder["ours"])).ShouldContain("./kept/linked");
    }

    [Fact]
    public async Task Umoci_unpacks_an_image_of_an_index_in_the_store_by_its_name()
    {
        Needs.Root();
        var index = CreateIndex();
        // umoci doesn't choose among platforms: the image of one is named for it.
        await NameAsync(_slipway.Store.ReadManifest(index).Index!.Manifests[0]);

        await RunAsync("umoci", "unpack", "--image", Place, _slipway.Folder["bundle"]);

        File.ReadAllText(_slipway.Folder["bundle/rootfs/arch"]).ShouldBe("amd64");
    }

    private Descriptor CreateIndex() => _slipway.Store.WriteManifest(ManifestBlob.Create(new ImageIndex
    {
        Manifests = [.. new[] { Platform.LinuxAmd64, Platform.LinuxArm64 }.Select(platform => TestImage.Create(
            _slipway.Store, new() { Env = [$"ARCH={platform.Architecture}"] }, platform: platform, layers: [[("arch", platform.Architecture)]]) with { Platform = platform })],
    }));

    // Files that are replaced, hidden, linked and made directories of, layer upon layer.
    private Descriptor CreateLayered(LayerForm form) => TestImage.Create(_slipway.Store, form: form, layers:
    [
        [("kept/", ""), ("kept/file", "one"), ("kept/linked", "=kept/file"), ("gone/", ""), ("gone/a", "a"), ("gone/b/", ""), ("gone/b/c", "c"), ("opaque/", ""), ("opaque/old", "old"), ("turned", "file"), ("link", ">kept"), ("later", "=kept/file")],
        [("gone/.wh.b", ""), ("opaque/", ""), ("opaque/.wh..wh..opq", ""), ("opaque/new", "new"), ("turned/", ""), ("turned/inside", "x"), ("kept/file", "two"), ("other", "=kept/linked")],
        [(".wh.link", ""), ("link", "plain"), ("kept/third", "=kept/file")],
    ]);

    private async Task<Descriptor> NameAsync(Descriptor image)
    {
        await _slipway.Store.SetReferenceAsync(ImageReference.Parse(Name), image with { Platform = null }, Cancellation);
        return image;
    }

    // Path, type, mode, owner, size, links to it, target, time.
    private static async Task<string> DescribeAsync(string root)
    {
        var found = await RunAsync("find", root, "-mindepth", "1", "-printf", "./%P %y %m %U:%G %s %n %l\n");
        var contents = await RunAsync("sh", "-c", $"cd '{root}' && find . -type f -exec sha256sum {{}} +");
        return string.Join('\n', found.Split('\n').Where(static line => !line.Contains(" d ", StringComparison.Ordinal)).Concat(contents.Split('\n')).Order(StringComparer.Ordinal));
    }

    private static async Task<string> RunAsync(string program, params string[] words)
    {
        var result = await new Command(Needs.Tool(program), words).RunAsync(Cancellation);
        result.ExitCode.ShouldBe(0, result.ErrorText);
        return result.OutputText;
    }
}
