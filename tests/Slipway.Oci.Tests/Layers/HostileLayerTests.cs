// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci.Layers;
using Slipway.Oci.Tar;
using Slipway.TestKit;

namespace Slipway.Oci.Tests;

/// <summary>Layers made to write, read or delete outside the root they are unpacked into, or to fill the disk. Outside lies a canary.</summary>
public sealed class HostileLayerTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _outside;

    public HostileLayerTests()
    {
        _folder.Write("canary", "alive");
        _folder.Write("outside/secret", "outside");
        _folder.MakeFolder("root");
        _outside = _folder["outside"];
    }

    public static TheoryData<LayerTargetKind> Kinds => new(Enum.GetValues<LayerTargetKind>());

    public void Dispose()
    {
        File.ReadAllText(_folder["canary"]).ShouldBe("alive");
        Directory.GetFiles(_outside).Select(Path.GetFileName).ShouldBe(["secret"]);
        File.ReadAllText(_folder["outside/secret"]).ShouldBe("outside");
        (LinuxFile.GetStatus(_folder["canary"]).LinkCount, LinuxFile.GetStatus(_folder["outside/secret"]).LinkCount).ShouldBe((1u, 1u));
        Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order().ShouldBe(["canary", "outside", "root"]);
        _folder.Dispose();
    }

    [Theory]
    [InlineData("../canary")]
    [InlineData("a/../../canary")]
    [InlineData("/../canary")]
    [InlineData("../.wh.canary")]
    [InlineData("../../.wh..wh..opq")]
    public async Task A_name_that_climbs_out_is_refused(string name) =>
        (await RefusedAsync((TarArchive.File(name), "x"))).Message.ShouldContain($"'{name}' leads out of its root");

    [Fact]
    public async Task Absolute_names_are_names_in_the_root()
    {
        await ApplyAsync((TarArchive.File(_folder["canary"]), "in the root"), (TarArchive.File("./a/./b/../c"), "c"));
        File.ReadAllText(_folder["root"] + _folder["canary"]).ShouldBe("in the root");
        File.ReadAllText(_folder["root/a/c"]).ShouldBe("c");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Writing_through_an_absolute_link_stays_inside(LayerTargetKind kind)
    {
        Needs.Root();
        await ApplyAsync(kind, (TarArchive.Folder(_outside[1..]), ""), (TarArchive.Link("x", _outside), ""), (TarArchive.File("x/secret"), "inside"));
        File.ReadAllText(_folder["root"] + _outside + "/secret").ShouldBe("inside");
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../../..")]
    [InlineData("/..")]
    public async Task Writing_through_a_climbing_link_stays_inside(string target)
    {
        await ApplyAsync((TarArchive.Link("x", target), ""), (TarArchive.File("x/canary"), "inside"), (TarArchive.File("x/.wh.outside"), ""));
        File.ReadAllText(_folder["root/canary"]).ShouldBe("inside");
    }

    [Fact]
    public async Task Writing_through_a_link_that_leads_nowhere_is_refused() =>
        (await RefusedAsync((TarArchive.Link("x", _outside), ""), (TarArchive.File("x/secret"), "x"))).Message
            .ShouldContain("'x/secret' is below the link 'x', which leads to no directory of the image");

    [Fact]
    public async Task A_file_replaces_a_link_and_is_not_written_through_it()
    {
        await ApplyAsync((TarArchive.Link("x", _folder["canary"]), ""), (TarArchive.File("x"), "new"), (TarArchive.File("y"), "target"), (TarArchive.Link("z", "y"), ""), (TarArchive.File("z"), "z"));
        (File.ReadAllText(_folder["root/x"]), File.ReadAllText(_folder["root/y"]), File.ReadAllText(_folder["root/z"])).ShouldBe(("new", "target", "z"));
        new FileInfo(_folder["root/x"]).LinkTarget.ShouldBeNull();
    }

    [Fact]
    public async Task A_directory_replaces_a_link_and_does_not_change_what_it_leads_to()
    {
        await ApplyAsync((TarArchive.Link("x", _outside), ""), (TarArchive.Folder("x/") with { Mode = 0 }, ""), (TarArchive.File("x/file"), "x"));
        LinuxFile.GetStatus(_folder["root/x"]).Type.ShouldBe(FileType.Directory);
        LinuxFile.GetStatus(_outside).Mode.ShouldNotBe(0);
    }

    [Fact]
    public async Task Hard_links_are_relative_to_the_root()
    {
        await ApplyAsync((TarArchive.File("etc/passwd"), "ours"), (TarArchive.HardLink("absolute", "/etc/passwd"), ""), (TarArchive.HardLink("dotted", "./etc/../etc/passwd"), ""));
        File.ReadAllText(_folder["root/absolute"]).ShouldBe("ours");
        LinuxFile.GetStatus(_folder["root/dotted"]).LinkCount.ShouldBe(3u);
    }

    [Fact]
    public async Task Hard_links_to_the_host_are_refused()
    {
        (await RefusedAsync((TarArchive.HardLink("x", "../canary"), ""))).Message.ShouldContain("leads out of its root");
        (await RefusedAsync((TarArchive.HardLink("x", _folder["canary"]), ""))).Message.ShouldContain("which is not there");
        (await RefusedAsync((TarArchive.Link("l", ".."), ""), (TarArchive.HardLink("x", "l/canary"), ""))).Message.ShouldContain("which is not there");
        (await RefusedAsync((TarArchive.Link("l", _outside), ""), (TarArchive.HardLink("x", "l/secret"), ""))).Message.ShouldContain("which is not there");
        (await RefusedAsync((TarArchive.HardLink("x", "x"), ""))).Message.ShouldContain("links to itself");
    }

    [Fact]
    public async Task A_hard_link_to_a_link_is_that_link_and_is_not_written_through()
    {
        await ApplyAsync((TarArchive.Link("l", _folder["canary"]), ""), (TarArchive.HardLink("h", "l"), ""), (TarArchive.File("h"), "new"));
        File.ReadAllText(_folder["root/h"]).ShouldBe("new");
        LinuxFile.ReadLink(_folder["root/l"]).ShouldBe(_folder["canary"]);
    }

    [Theory]
    [InlineData(".wh...")]
    [InlineData(".wh..")]
    [InlineData(".wh.")]
    [InlineData("a/.wh...")]
    public async Task Whiteouts_of_no_name_are_refused(string name)
    {
        _folder.Write("root/kept", "x");
        (await RefusedAsync((TarArchive.Folder("a/"), ""), (TarArchive.File(name), ""))).Message.ShouldContain("names nothing that could be hidden");
        File.Exists(_folder["root/kept"]).ShouldBeTrue();
    }

    [Fact]
    public async Task Whiteouts_under_a_link_delete_nothing_outside()
    {
        await ApplyAsync((TarArchive.Link("x", _outside), ""), (TarArchive.File("x/.wh.secret"), ""), (TarArchive.File("x/.wh..wh..opq"), ""));
        await ApplyAsync((TarArchive.Link("y", ".."), ""), (TarArchive.File("y/.wh.canary"), ""));
    }

    [Fact]
    public async Task A_whiteout_of_a_link_removes_the_link_alone()
    {
        File.CreateSymbolicLink(_folder["root/link"], _outside);
        await ApplyAsync((TarArchive.File(".wh.link"), ""));
        LinuxFile.TryGetStatus(_folder["root/link"]).ShouldBeNull();
    }

    [Fact]
    public async Task An_opaque_mark_under_a_link_empties_nothing_outside()
    {
        _folder.Write("root/real/old", "x");
        await ApplyAsync((TarArchive.Link("x", "/real"), ""), (TarArchive.File("x/.wh..wh..opq"), ""), (TarArchive.File("x/new"), "x"));
        SampleTree.Walk(_folder["root"]).ShouldBe(["real", "real/new", "x"]);
    }

    [Fact]
    public async Task What_lies_below_a_whiteouts_name_is_refused() =>
        (await RefusedAsync((TarArchive.File(".wh.dir/file"), ""))).Message.ShouldContain("is below a name that begins with '.wh.'");

    [Fact]
    public async Task Files_of_aufs_are_passed_over()
    {
        await ApplyAsync((TarArchive.Folder(".wh..wh.plnk/"), ""), (TarArchive.File(".wh..wh.plnk/1.2"), "x"), (TarArchive.File(".wh..wh.aufs"), ""), (TarArchive.File("file"), ""));
        SampleTree.Walk(_folder["root"]).ShouldBe(["file"]);
    }

    [Fact]
    public async Task Of_duplicate_entries_the_last_wins()
    {
        await ApplyAsync(
            (TarArchive.File("a"), "first"), (TarArchive.File("a"), "second"), (TarArchive.Folder("b/"), ""), (TarArchive.File("b/inner"), "x"), (TarArchive.File("b"), "file"),
            (TarArchive.File("c"), "file"), (TarArchive.Folder("c/"), ""), (TarArchive.Folder("c/") with { Mode = 0b111_000_000 }, ""), (TarArchive.File("d"), "file"), (TarArchive.File("d/e"), "x"));
        SampleTree.Walk(_folder["root"]).ShouldBe(["a", "b", "c", "d", "d/e"]);
        (File.ReadAllText(_folder["root/a"]), File.ReadAllText(_folder["root/b"])).ShouldBe(("second", "file"));
        LinuxFile.GetStatus(_folder["root/c"]).Mode.ShouldBe(0b111_000_000);
    }

    [Fact]
    public async Task A_directory_whose_place_a_link_took_leaves_its_mode_and_time_to_nobody()
    {
        LinuxFile.SetMode(_outside, 0b111_101_101);
        await ApplyAsync((TarArchive.Folder("x/") with { Mode = 0, Modified = new(5) }, ""), (TarArchive.Link("x", _outside), ""), (TarArchive.Folder("real/"), ""), (TarArchive.Link("real", "x"), ""));
        LinuxFile.GetStatus(_outside).Mode.ShouldBe(0b111_101_101);
    }

    [Fact]
    public async Task The_root_itself_can_be_a_directory_and_nothing_else()
    {
        await ApplyAsync((TarArchive.Folder("./") with { Mode = 0b111_101_000, Modified = new(7) }, ""), (TarArchive.File("file"), ""));
        (LinuxFile.GetStatus(_folder["root"]).Mode, LinuxFile.GetStatus(_folder["root"]).Modified).ShouldBe((0b111_101_000, new UnixTime(7)));
        (await RefusedAsync((TarArchive.File("."), "x"))).Message.ShouldContain("makes the root a RegularFile");
        (await RefusedAsync((TarArchive.Link("/", _outside), ""))).Message.ShouldContain("makes the root a SymbolicLink");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Overlays_own_notes_do_not_come_from_layers(LayerTargetKind kind)
    {
        Needs.Root();
        var notes = new Dictionary<string, ReadOnlyMemory<byte>>
        {
            ["trusted.overlay.redirect"] = "/etc"u8.ToArray(), ["user.overlay.opaque"] = "y"u8.ToArray(), ["security.selinux"] = "label"u8.ToArray(), ["user.fine"] = "v"u8.ToArray(),
        };
        var applied = await ApplyAsync(kind, (TarArchive.Folder("dir/") with { ExtendedAttributes = notes }, ""), (TarArchive.File("file") with { ExtendedAttributes = notes }, ""));
        LinuxFile.ListAttributes(_folder["root/dir"]).ShouldBe(["user.fine"]);
        LinuxFile.ListAttributes(_folder["root/file"]).ShouldBe(["user.fine"]);
        applied.IgnoredAttributes.ShouldBe(["security.selinux", "trusted.overlay.redirect", "user.overlay.opaque"]);
        (await RefusedAsync((new() { Name = "w", Type = TarEntryType.CharacterDevice }, ""))).Message.ShouldContain("the device 0:0");
    }

    [Theory]
    [InlineData(LayerCompression.Gzip)]
    [InlineData(LayerCompression.Zstd)]
    public async Task A_GiB_of_zeros_is_read_back_and_takes_no_disk(LayerCompression compression)
    {
        var (layer, _) = await TestLayer.WriteAsync([new(TarArchive.File("zeros") with { Size = 1 << 30 }) { OpenContent = () => new ZeroStream(1 << 30) }], new() { Compression = compression });
        layer.Blob.Length.ShouldBeLessThan(2 << 20);

        await layer.ApplyAsync(_folder["root"]);

        Tool.Run("stat", "-c", "%s", _folder["root/zeros"]).Trim().ShouldBe($"{1 << 30}");
        int.Parse(Tool.Run("stat", "-c", "%b", _folder["root/zeros"])).ShouldBeLessThan(16);
        (await Should.ThrowAsync<LayerException>(() => layer.ApplyAsync(_folder["root"], new() { Limits = new() { RatioFloor = 256 << 20 } }))).Message.ShouldContain("more than 400 for one");
    }

    [Fact]
    public async Task A_bomb_of_holes_is_stopped()
    {
        const long size = 10L << 30;
        var sparse = await TestLayer.OfEntriesAsync((TarArchive.File("hole") with
        {
            PaxRecords = new Dictionary<string, ReadOnlyMemory<byte>> { ["GNU.sparse.size"] = System.Text.Encoding.ASCII.GetBytes($"{size}"), ["GNU.sparse.map"] = "0,0"u8.ToArray() },
        }, ""));
        var limits = new LayerLimits { MaxFileBytes = size - 1 };
        (await Should.ThrowAsync<TarFormatException>(() => sparse.ApplyAsync(_folder["root"], new() { Limits = limits }))).Message.ShouldContain("too large at 'hole'");
        (await Should.ThrowAsync<TarFormatException>(() => sparse.ApplyAsync(_folder["root"], new() { Limits = new() { MaxEntries = 1, MaxFileBytes = 1 } }))).EntryIndex.ShouldBe(0);
    }

    [Fact]
    public async Task A_damaged_blob_is_called_damaged_and_not_what_the_damage_looks_like()
    {
        var content = new byte[300_000];
        new Random(3).NextBytes(content);
        var (layer, _) = await TestLayer.WriteAsync([new(TarArchive.File("a") with { Size = content.Length }) { OpenContent = () => new MemoryStream(content) }]);
        foreach (var at in new[] { 10, 500, 100_000, layer.Blob.Length - 3 })
        {
            var damaged = layer with { Blob = [.. layer.Blob[..at], (byte)~layer.Blob[at], .. layer.Blob[(at + 1)..]] };
            (await Should.ThrowAsync<CorruptBlobException>(() => damaged.ApplyAsync(_folder["root"]))).Message.ShouldContain(layer.Descriptor.Digest.ToString());
        }
        await Should.ThrowAsync<CorruptBlobException>(() => (layer with { Blob = layer.Blob[..1000] }).ApplyAsync(_folder["root"]));
        await Should.ThrowAsync<CorruptBlobException>(() => (layer with { Blob = [.. layer.Blob, 0] }).ApplyAsync(_folder["root"]));
    }

    [Fact]
    public async Task A_tar_with_another_DiffId_is_refused_though_the_blob_is_right()
    {
        var (layer, _) = await TestLayer.WriteAsync([new(TarArchive.File("a"))]);
        var other = layer with { DiffId = DiffId.OfEmptyTar };
        (await Should.ThrowAsync<CorruptBlobException>(() => other.ApplyAsync(_folder["root"]))).Message
            .ShouldContain($"holds a tar with the digest {layer.DiffId} where the image's configuration says {DiffId.OfEmptyTar}");
        await Should.ThrowAsync<CorruptBlobException>(() => other.IndexAsync());
    }

    [Fact]
    public async Task A_layer_is_what_its_media_type_says()
    {
        var (layer, _) = await TestLayer.WriteAsync([new(TarArchive.File("a"))]);
        var plain = layer with { Descriptor = layer.Descriptor with { MediaType = MediaTypes.LayerTar } };
        (await Should.ThrowAsync<LayerException>(() => plain.ApplyAsync(_folder["root"]))).Message.ShouldContain("begins with the bytes 1f8b0800 (Gzip)");
        var config = layer with { Descriptor = layer.Descriptor with { MediaType = MediaTypes.Config } };
        (await Should.ThrowAsync<LayerException>(() => config.ApplyAsync(_folder["root"]))).Message.ShouldContain($"of the media type '{MediaTypes.Config}'");
    }

    [Fact]
    public async Task Blobs_that_are_right_and_nothing_but_noise_are_format_errors()
    {
        var noise = new byte[5000];
        new Random(8).NextBytes(noise);
        await Should.ThrowAsync<TarFormatException>(() => Noise(noise, MediaTypes.LayerTar));
        byte[] gzip = [0x1F, 0x8B, 8, 0, .. noise];
        (await Should.ThrowAsync<LayerException>(() => Noise(gzip, MediaTypes.LayerGzip))).Message.ShouldContain("cannot be decompressed");
        byte[] zstd = [0x28, 0xB5, 0x2F, 0xFD, .. noise];
        (await Should.ThrowAsync<LayerException>(() => Noise(zstd, MediaTypes.LayerZstd))).Message.ShouldContain("cannot be decompressed");

        Task<AppliedLayer> Noise(byte[] bytes, string mediaType) =>
            new TestLayer(bytes, Descriptor.Of(mediaType, bytes), DiffId.OfEmptyTar).ApplyAsync(_folder["root"]);
    }

    private Task<AppliedLayer> ApplyAsync(params (TarEntry, string)[] entries) => ApplyAsync(LayerTargetKind.MergedRoot, entries);

    private async Task<AppliedLayer> ApplyAsync(LayerTargetKind kind, params (TarEntry, string)[] entries) =>
        await (await TestLayer.OfEntriesAsync(entries)).ApplyAsync(_folder["root"], new() { Target = kind });

    private async Task<LayerException> RefusedAsync(params (TarEntry, string)[] entries) =>
        await Should.ThrowAsync<LayerException>(() => ApplyAsync(entries));
}
