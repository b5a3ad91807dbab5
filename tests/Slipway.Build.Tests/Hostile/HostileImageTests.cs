// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Native;
using Slipway.Oci;
using Slipway.Oci.Tar;
using Slipway.TestKit;

namespace Slipway.Build.Tests;

/// <summary>Base images and layouts that somebody else made, to reach the host when they are read or unpacked.</summary>
public sealed class HostileImageTests
{
    public HostileImageTests() => Needs.Root();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Layers => ["climbing name", "absolute name", "link and a name through it", "hard link", "hard link through a link", "whiteout", "opaque mark under a link", "bomb"];

    [Theory]
    [MemberData(nameof(Layers))]
    public async Task A_base_image_of_a_layout_writes_nothing_outside(string kind)
    {
        using var hostile = await HostileWorld.CreateAsync();
        var layout = await LayoutAsync(hostile, kind);

        await hostile.TryBuildAsync("FROM base\nRUN true\nCOPY --from=base / /copy/\n", target => Base(target, layout));
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public async Task A_base_image_of_the_store_writes_nothing_outside(string kind)
    {
        using var hostile = await HostileWorld.CreateAsync();
        var image = await AddImageAsync(hostile.World.Store, hostile, kind);
        await hostile.World.Store.SetReferenceAsync(ImageReference.Parse("test/evil:1"), image, Cancellation);

        await hostile.TryBuildAsync("FROM test/evil:1\nRUN true\nCOPY --from=test/evil:1 / /copy/\n");
    }

    [Fact]
    public async Task A_layout_is_read_and_never_written()
    {
        using var hostile = await HostileWorld.CreateAsync();
        var layout = await LayoutAsync(hostile, "plain");
        foreach (var path in new[] { "ingest", "refs", "names.lock", "lease.lock", "blobs/sha512" })
            LinuxFile.RemoveTree(Path.Combine(layout, path), Cancellation);
        System.IO.File.CreateSymbolicLink(layout + "/ingest", hostile.Outside);
        var before = Directory.GetFileSystemEntries(layout, "*", SearchOption.AllDirectories).Order().ToList();

        (await hostile.TryBuildAsync("FROM base\nLABEL a=b\n", target => Base(target, layout))).Failure.ShouldBeNull();

        Directory.GetFileSystemEntries(layout, "*", SearchOption.AllDirectories).Order().ShouldBe(before);
    }

    [Fact]
    public async Task A_blob_that_is_a_link_out_of_its_layout_is_not_read()
    {
        using var hostile = await HostileWorld.CreateAsync();
        var layout = await LayoutAsync(hostile, "plain");
        var bytes = Encoding.ASCII.GetBytes(HostileWorld.Canary);
        // The attacker knows a digest and wants the bytes, or wants to know whether the host has them.
        var blob = $"{layout}/blobs/sha256/{OciLayout.Open(layout).WriteBlob(MediaTypes.LayerTar, bytes).Digest.Hex}";
        await RewriteAsync(layout, manifest => manifest with { Layers = [Descriptor.Of(MediaTypes.LayerTar, bytes)] }, config => config with { Rootfs = new() { DiffIds = [new(Digest.Sha256(bytes))] } });
        System.IO.File.Delete(blob);
        System.IO.File.CreateSymbolicLink(blob, hostile.Outside + "/secret");

        var (_, failure) = await hostile.TryBuildAsync("FROM base\nLABEL a=b\n", target => Base(target, layout));

        failure.ShouldNotBeNull();
        hostile.World.Store.Contains(Digest.Sha256(bytes)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("fifo")]
    [InlineData("folder")]
    [InlineData("device")]
    [InlineData("short")]
    [InlineData("long")]
    [InlineData("other")]
    [InlineData("link")]
    public async Task A_blob_that_is_not_what_it_must_be_fails_the_build_and_stops_nothing(string kind)
    {
        using var hostile = await HostileWorld.CreateAsync();
        var layout = await LayoutAsync(hostile, "plain");
        foreach (var blob in Directory.GetFiles(layout + "/blobs/sha256"))
        {
            var bytes = System.IO.File.ReadAllBytes(blob);
            System.IO.File.Delete(blob);
            switch (kind)
            {
                case "fifo":
                    LinuxFile.CreateFifo(blob, 0x1A4);
                    break;
                case "folder":
                    Directory.CreateDirectory(blob);
                    break;
                case "device":
                    System.IO.File.CreateSymbolicLink(blob, "/dev/zero");
                    break;
                case "link":
                    System.IO.File.CreateSymbolicLink(blob, Path.GetFileName(blob));
                    break;
                default:
                    System.IO.File.WriteAllBytes(blob, kind switch { "short" => bytes[..^1], "long" => [.. bytes, 0], _ => [.. bytes[..^1], (byte)~bytes[^1]] });
                    break;
            }
        }

        (await hostile.TryBuildAsync("FROM base\nLABEL a=b\n", target => Base(target, layout))).Failure.ShouldNotBeNull().Kind.ShouldNotBe(BuildFailureKind.Step);
    }

    [Theory]
    [InlineData("huge")]
    [InlineData("fifo")]
    [InlineData("text")]
    [InlineData("null")]
    [InlineData("negative")]
    [InlineData("path")]
    [InlineData("link")]
    [InlineData("deep")]
    public async Task An_index_that_is_not_what_it_must_be_fails_the_build_and_stops_nothing(string kind)
    {
        using var hostile = await HostileWorld.CreateAsync();
        var layout = await LayoutAsync(hostile, "plain");
        var index = layout + "/index.json";
        var text = System.IO.File.ReadAllText(index);
        System.IO.File.Delete(index);
        switch (kind)
        {
            case "huge":
                using (var file = System.IO.File.OpenHandle(index, FileMode.CreateNew, FileAccess.Write))
                    RandomAccess.SetLength(file, 1L << 40);
                break;
            case "fifo":
                LinuxFile.CreateFifo(index, 0x1A4);
                break;
            case "link":
                System.IO.File.CreateSymbolicLink(index, hostile.Outside + "/secret");
                break;
            case "deep":
                Nest(layout, index, text);
                break;
            default:
                System.IO.File.WriteAllText(index, kind switch
                {
                    "text" => "not JSON",
                    "null" => """{"schemaVersion":2,"manifests":[null]}""",
                    "negative" => text.Replace("\"size\":", "\"size\":-", StringComparison.Ordinal),
                    _ => System.Text.RegularExpressions.Regex.Replace(text, "sha256:[0-9a-f]{64}", "sha256:../../../../outside/secret"),
                });
                break;
        }

        (await hostile.TryBuildAsync("FROM base\nLABEL a=b\n", target => Base(target, layout))).Failure.ShouldNotBeNull().Kind.ShouldNotBe(BuildFailureKind.Step);
    }

    [Theory]
    [InlineData("not JSON")]
    [InlineData("[]")]
    [InlineData("{\"imageLayoutVersion\":5}")]
    [InlineData("{\"imageLayoutVersion\":\"9.9.9\"}")]
    public async Task A_marker_of_no_layout_is_told(string text)
    {
        using var hostile = await HostileWorld.CreateAsync();
        var layout = await LayoutAsync(hostile, "plain");
        System.IO.File.WriteAllText(layout + "/oci-layout", text);

        (await hostile.TryBuildAsync("FROM base\nLABEL a=b\n", target => Base(target, layout))).Failure.ShouldNotBeNull().Message.ShouldContain("cannot read the OCI layout");
    }

    private static BuildTarget Base(BuildTarget target, string layout) =>
        target with { Contexts = new Dictionary<string, NamedContext> { ["base"] = new LayoutContext(layout, null, null) } };

    private static async Task<string> LayoutAsync(HostileWorld hostile, string kind)
    {
        var layout = OciLayout.Open(hostile.World.Folder["layout"]);
        var image = await AddImageAsync(layout, hostile, kind);
        await layout.SetReferenceAsync(ImageReference.Parse("evil:1"), image, Cancellation);
        return layout.Root;
    }

    private static async Task<Descriptor> AddImageAsync(OciLayout store, HostileWorld hostile, string kind)
    {
        using var tar = new MemoryStream();
        await using (var writer = new TarWriter(tar, leaveOpen: true))
        {
            foreach (var entry in EntriesOf(kind, hostile.Outside))
                await writer.WriteAsync(entry, new MemoryStream(new byte[entry.Size]), Cancellation);
            await writer.CompleteAsync(Cancellation);
        }
        var layer = store.WriteBlob(MediaTypes.LayerTar, tar.ToArray());
        var config = new ImageConfig { Architecture = Platform.Host.Architecture, Os = "linux", Rootfs = new() { DiffIds = [new(layer.Digest)] } };
        return store.WriteManifest(ManifestBlob.Create(new ImageManifest { Config = store.WriteBlob(MediaTypes.Config, config.ToBytes()), Layers = [layer] }));
    }

    private static TarEntry[] EntriesOf(string kind, string outside) => kind switch
    {
        "climbing name" => [File("../../../../../../.." + outside + "/written")],
        "absolute name" => [File(outside + "/secret")],
        "link and a name through it" => [Link("x", outside), File("x/written")],
        "hard link" => [new() { Name = "x", Type = TarEntryType.HardLink, LinkName = outside + "/secret" }],
        "hard link through a link" => [Link("l", "../../../../../../.."), new() { Name = "x", Type = TarEntryType.HardLink, LinkName = "l" + outside + "/secret" }, File("x")],
        "whiteout" => [Link("x", outside), File("x/.wh.secret"), File("../../../../.wh.outside")],
        "opaque mark under a link" => [Link("x", outside), File("x/.wh..wh..opq")],
        "bomb" => [File("hole") with { PaxRecords = new Dictionary<string, ReadOnlyMemory<byte>> { ["GNU.sparse.size"] = Encoding.ASCII.GetBytes($"{1L << 50}"), ["GNU.sparse.map"] = "0,0"u8.ToArray() } }],
        _ => [File("plain")],
    };

    private static TarEntry File(string name) => new() { Name = name, Type = TarEntryType.RegularFile, Mode = 0x1A4 };

    private static TarEntry Link(string name, string target) => new() { Name = name, Type = TarEntryType.SymbolicLink, LinkName = target, Mode = 0x1FF };

    private static async Task RewriteAsync(string layout, Func<ImageManifest, ImageManifest> change, Func<ImageConfig, ImageConfig> changeConfig)
    {
        var store = OciLayout.Open(layout);
        var image = store.ReadImage(store.ListReferences()[0].Descriptor, Platform.Host)!;
        var config = store.WriteBlob(MediaTypes.Config, changeConfig(image.Config).ToBytes());
        var manifest = store.WriteManifest(ManifestBlob.Create(change(image.Manifest.Image! with { Config = config })));
        await store.SetReferenceAsync(ImageReference.Parse("evil:1"), manifest, Cancellation);
        foreach (var reference in store.ListReferences().Where(static reference => reference.Name is null))
            await store.ForgetAsync(reference.Descriptor.Digest, Cancellation);
    }

    // Each index names the one before, for every platform.
    private static void Nest(string layout, string index, string text)
    {
        var top = ManifestBlob.Parse(Encoding.UTF8.GetBytes(text), MediaTypes.Index).Index!.Manifests[0] with { Annotations = null };
        for (var level = 0; level < 1000; level++)
        {
            var next = ManifestBlob.Create(new ImageIndex { Manifests = [top with { Platform = Platform.Host }] });
            System.IO.File.WriteAllBytes($"{layout}/blobs/sha256/{next.Digest.Hex}", next.Raw.ToArray());
            top = next.Descriptor;
        }
        System.IO.File.WriteAllBytes(index, ManifestBlob.Create(new ImageIndex { Manifests = [top] }).Raw.ToArray());
    }
}
