// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Slipway.Cli.Tests.Images;
using Slipway.Distribution;
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Cli.Tests;

public sealed class IndexInspectTests : IDisposable
{
    private readonly TestProgram _slipway = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _slipway.Dispose();

    [Fact]
    public async Task The_platforms_of_an_index_are_shown_with_digests_sizes_and_attestations()
    {
        var index = await CreateAsync("team/app:1.0");
        var (amd64, armv7, attestation) = (index.Manifests[0], index.Manifests[1], index.Manifests[2]);

        var lines = (await _slipway.OutputOfAsync("index", "inspect", "team/app:1.0")).Split('\n').Select(static line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ToList();

        lines[0].ShouldBe("Name: team/app:1.0");
        lines[1].ShouldBe($"MediaType: {MediaTypes.Index}");
        lines[2].ShouldBe($"Digest: {_slipway.Store.Resolve(ImageReference.Parse("team/app:1.0"))!.Digest}");
        // The layer that both have counts once: 3 + 5 bytes, and the shared 4.
        lines[3].ShouldStartWith("Size: 12B of files, ");
        lines.ShouldContain("org.example.note: all of it");
        lines.ShouldContain($"linux/amd64 {amd64.Digest} 7B {Compressed(amd64)} 2");
        lines.ShouldContain($"linux/arm/v7 {armv7.Digest} 9B {Compressed(armv7)} 2");
        lines.ShouldContain($"attestation of linux/amd64 {attestation.Digest} {Compressed(attestation)}");
    }

    [Fact]
    public async Task As_JSON_it_is_one_document_with_an_entry_for_each_platform()
    {
        var index = await CreateAsync("team/app:1.0");

        using var document = JsonDocument.Parse(await _slipway.OutputOfAsync("index", "inspect", "--format", "json", "team/app:1.0"));

        var platforms = document.RootElement.GetProperty("platforms").EnumerateArray().ToList();
        platforms.Select(static entry => entry.GetProperty("platform").GetString()).ShouldBe(["linux/amd64", "linux/arm/v7", "unknown/unknown"]);
        platforms.Select(static entry => entry.GetProperty("kind").GetString()).ShouldBe(["image", "image", "attestation"]);
        platforms.Select(static entry => entry.GetProperty("layers").GetInt32()).ShouldBe([2, 2, 1]);
        platforms[2].GetProperty("of").GetString().ShouldBe(index.Manifests[0].Digest.ToString());
        document.RootElement.GetProperty("size").GetInt64().ShouldBe(12);
        document.RootElement.GetProperty("manifest").GetProperty("manifests").GetArrayLength().ShouldBe(3);
    }

    [Fact]
    public async Task A_template_has_the_fields_of_buildx_and_our_own()
    {
        await CreateAsync("team/app:1.0");

        (await _slipway.OutputOfAsync("index", "inspect", "-f", "{{.Manifest.MediaType}}{{range .Platforms}} {{.Platform}}={{.Size}}{{end}}", "team/app:1.0"))
            .ShouldBe($"{MediaTypes.Index} linux/amd64=7 linux/arm/v7=9 unknown/unknown=<nil>\n");
        (await _slipway.OutputOfAsync("index", "inspect", "-f", "{{(index .Manifest.Manifests 1).Platform.Variant}}", "team/app:1.0")).ShouldBe("v7\n");
        (await _slipway.RunAsync("index", "inspect", "-f", "{{.Nothing}}", "team/app:1.0")).ExitCode.ShouldBe(ExitCode.Usage);
    }

    [Fact]
    public async Task Raw_it_is_the_index_byte_for_byte_as_skopeo_sees_it()
    {
        await CreateAsync("team/app:1.0");
        Needs.Tool("skopeo");
        await _slipway.OutputOfAsync("save", "--all-platforms", "--format", "oci", "-o", _slipway.Folder["app.tar"], "team/app:1.0");

        var (code, raw, _) = await _slipway.RunAsync(Stream.Null, "index", "inspect", "--raw", "team/app:1.0");
        var skopeo = await new Command("skopeo", ["inspect", "--raw", $"oci-archive:{_slipway.Folder["app.tar"]}"]).RunAsync(Cancellation);

        code.ShouldBe(ExitCode.Done);
        raw.ShouldBe(skopeo.EnsureSuccess().Output.ToArray());
    }

    [Fact]
    public async Task What_the_store_has_not_is_said_not_to_be_known()
    {
        var index = await CreateAsync("team/app:1.0");
        File.Delete(_slipway.Store.BlobPath(index.Manifests[1].Digest));

        (await _slipway.OutputOfAsync("index", "inspect", "-f", "{{range .Platforms}}{{.Platform}}={{.Size}},{{.Layers}} {{end}}{{.CompressedSize}}", "team/app:1.0"))
            .ShouldBe("linux/amd64=7,2 linux/arm/v7=<nil>,<nil> unknown/unknown=<nil>,1 <nil>\n");
    }

    [Fact]
    public async Task A_single_image_is_shown_by_the_platform_of_its_configuration()
    {
        await NameAsync("team/one:1", TestImage.Create(_slipway.Store, platform: Platform.Parse("linux/arm/v7"), layers: [[("a", "abc")]]));

        (await _slipway.OutputOfAsync("index", "inspect", "-f", "{{range .Platforms}}{{.Platform}} {{.Kind}} {{.Size}}{{end}}", "team/one:1")).ShouldBe("linux/arm/v7 image 3\n");
    }

    [Fact]
    public async Task A_registry_is_asked_where_the_store_has_no_such_image_and_nothing_of_it_is_kept()
    {
        var index = await CreateAsync("team/app:1.0");
        await using var registry = await TestRegistry.StartAsync(Cancellation);
        var name = await PushAsync(registry, "team/app:1.0");
        using var elsewhere = new TestProgram();

        var seen = await elsewhere.OutputOfAsync("index", "inspect", "-f", "{{.Name}} {{.Digest}}{{range .Platforms}} {{.Digest}} {{.CompressedSize}}{{end}}", name);
        var missing = await elsewhere.RunAsync("index", "inspect", name + "-not");

        seen.ShouldBe($"{name} {_slipway.Store.Resolve(ImageReference.Parse("team/app:1.0"))!.Digest}{string.Concat(index.Manifests.Select(child => $" {child.Digest} {Bytes(child)}"))}\n");
        elsewhere.Store.ListBlobs().ShouldBeEmpty();
        missing.ExitCode.ShouldBe(ExitCode.No);
        missing.Error.ShouldContain($"no image '{name}-not' in the store, nor in its registry");
    }

    [Fact]
    [Trait("Needs", "Peers")]
    public async Task The_manifest_is_what_buildx_imagetools_shows()
    {
        await CreateAsync("team/app:1.0");
        await using var registry = await TestRegistry.StartAsync(Cancellation);
        var name = await PushAsync(registry, "team/app:1.0");
        using var nothing = new TempFolder();
        nothing.Write("x", "");

        var theirs = await TrixieBuildx.RunAsync(nothing.Path, ["imagetools", "inspect", "--format", "{{json .Manifest}}", name], new Dictionary<string, string>(), Cancellation);
        var ours = await _slipway.OutputOfAsync("index", "inspect", "--remote", "--format", "{{json .Manifest}}", name);

        theirs.ExitCode.ShouldBe(0, theirs.Error);
        using var their = JsonDocument.Parse(theirs.Output);
        using var our = JsonDocument.Parse(ours);
        JsonElement.DeepEquals(our.RootElement, their.RootElement).ShouldBeTrue($"{ours}\n{theirs.Output}");
    }

    [Fact]
    public async Task The_tree_of_images_shows_their_platforms()
    {
        await CreateAsync("team/app:1.0");

        var lines = (await _slipway.OutputOfAsync("images", "--tree")).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(static line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ToList();

        lines[0].ShouldBe("IMAGE ID SIZE COMPRESSED");
        lines[1].ShouldStartWith("team/app:1.0 ");
        lines[2].ShouldStartWith("├─ linux/amd64 ");
        lines[2].ShouldContain(" 7B ");
        lines[3].ShouldStartWith("└─ linux/arm/v7 ");
        lines.Count.ShouldBe(4);
        (await _slipway.RunAsync("images", "--tree", "--quiet")).ExitCode.ShouldBe(ExitCode.Usage);
    }

    // Two platforms with a layer in common, and the provenance of one, as buildx writes it.
    private async Task<ImageIndex> CreateAsync(string name)
    {
        var children = new[] { (Platform: Platform.LinuxAmd64, Text: "abc"), (Platform: Platform.Parse("linux/arm/v7"), Text: "abcde") }.Select(one => TestImage.Create(
            _slipway.Store, platform: one.Platform, layers: [[("same", "same")], [("own", one.Text)]]) with { Platform = one.Platform }).ToList();
        var attestation = _slipway.Store.WriteManifest(ManifestBlob.Create(new ImageManifest
        {
            Config = _slipway.Store.WriteBlob(MediaTypes.Config, """{"architecture":"unknown","os":"unknown","config":{},"rootfs":{"type":"layers","diff_ids":["sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"]}}"""u8),
            Layers = [_slipway.Store.WriteBlob("application/vnd.in-toto+json", "{}"u8)],
        })) with
        {
            Platform = new() { Os = "unknown", Architecture = "unknown" },
            Annotations = new Dictionary<string, string> { ["vnd.docker.reference.digest"] = children[0].Digest.ToString(), ["vnd.docker.reference.type"] = "attestation-manifest" },
        };
        var index = ManifestBlob.Create(new ImageIndex { Manifests = [.. children, attestation], Annotations = new Dictionary<string, string> { ["org.example.note"] = "all of it" } });
        await NameAsync(name, _slipway.Store.WriteManifest(index));
        return index.Index!;
    }

    private async Task<string> PushAsync(TestRegistry registry, string name)
    {
        var target = ImageReference.Parse($"{registry.Registry}/{name}");
        using var http = new GuardedHttp();
        var credentials = new CredentialStore(_slipway.Folder["auth.json"]);
        await credentials.SaveAsync(registry.Registry, RegistryCredential.FromPassword("push", registry.PushToken), Cancellation);
        await new ImageTransfer(http, credentials).PushAsync(_slipway.Store, _slipway.Store.Resolve(ImageReference.Parse(name))!, target, null, Cancellation);
        return target.ToString();
    }

    private long Bytes(Descriptor child) => _slipway.Store.ReadManifest(child).Image!.Layers.Sum(static layer => layer.Size);

    private string Compressed(Descriptor child) => Units.Size(Bytes(child));

    private Task NameAsync(string name, Descriptor image) => _slipway.Store.SetReferenceAsync(ImageReference.Parse(name), image, Cancellation);
}
