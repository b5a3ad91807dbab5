// SPDX-License-Identifier: Apache-2.0
using System.IO.Compression;
using System.Text;
using Slipway.Oci.Layers;
using Slipway.Oci.Tar;
using Slipway.TestKit;

namespace Slipway.Oci.Tests;

/// <summary>Layers made to exhaust memory, stack, time or disk, and names that only an extension header says.</summary>
public sealed class HostileLayerLimitsTests : IDisposable
{
    // As strict as a test can afford to show; the ratio is the one that holds everywhere.
    private static readonly LayerLimits Strict = new() { RatioFloor = 256L << 20 };

    private readonly TempFolder _folder = new();

    public HostileLayerLimitsTests()
    {
        _folder.MakeFolder("root");
        _folder.Write("canary", "alive");
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order().ShouldBe(["canary", "root"]);
        File.ReadAllText(_folder["canary"]).ShouldBe("alive");
        _folder.Dispose();
    }

    [Fact]
    public async Task A_tree_that_links_make_deeper_than_any_path_is_refused()
    {
        var layer = await TestLayer.OfEntriesAsync(Deep(links: 30));

        (await Should.ThrowAsync<LayerException>(layer.IndexAsync)).Message.ShouldContain("directories deep");
    }

    [Fact]
    public async Task Paths_as_long_as_Linux_has_them_are_unpacked_and_found()
    {
        var name = string.Join('/', Enumerable.Repeat("d", 2000)) + "/file";
        var layer = await TestLayer.OfEntriesAsync((TarArchive.File(name), "deep"));

        (await layer.ApplyAsync(_folder["root"])).Index.Find(name).ShouldNotBeNull();
    }

    [Theory]
    [InlineData(300)]
    [InlineData(5000)]
    public async Task Names_longer_than_Linux_has_them_are_refused(int length)
    {
        var layer = await TestLayer.OfEntriesAsync((TarArchive.File(new string('n', length)), "x"));

        (await Should.ThrowAsync<IOException>(() => layer.ApplyAsync(_folder["root"]))).ShouldBeAssignableTo<IOException>()!.Message.ShouldContain("too long", Case.Insensitive);
    }

    [Fact]
    public async Task More_entries_than_the_limit_are_not_read()
    {
        const int limit = 50_000;
        var tar = RawTar.Concat(Enumerable.Repeat(RawTar.Header("same", '5', 0), limit + 1).Append(RawTar.End));
        var layer = new TestLayer(tar, Descriptor.Of(MediaTypes.LayerTar, tar), new(Digest.Sha256(tar)));

        var error = await Should.ThrowAsync<TarFormatException>(() => layer.ApplyAsync(_folder["root"], new() { Limits = new() { MaxEntries = limit } }));

        error.Message.ShouldContain($"too many entries; expected at most {limit}");
        (await layer.ApplyAsync(_folder["root"], new() { Limits = new() { MaxEntries = limit + 1 } })).EntryCount.ShouldBe(limit + 1);
    }

    [Theory]
    [InlineData("../canary")]
    [InlineData("a/../../canary")]
    public async Task A_path_that_only_a_PAX_record_says_is_judged_like_any_other(string name)
    {
        foreach (var before in new[] { RawTar.Pax('x', $"path={name}"), RawTar.Pax('g', $"path={name}"), RawTar.Body('L', Encoding.ASCII.GetBytes(name + "\0"), "././@LongLink") })
            (await RefusedAsync(RawTar.Concat(before, RawTar.Header("harmless", '0', 0), RawTar.End))).Message.ShouldContain("leads out of its root");
    }

    [Theory]
    [InlineData('x', "linkpath=../canary")]
    [InlineData('K', "../canary\0")]
    public async Task A_link_target_that_only_an_extension_says_is_judged_like_any_other(char type, string text)
    {
        var before = type == 'K' ? RawTar.Body('K', Encoding.ASCII.GetBytes(text), "././@LongLink") : RawTar.Pax('x', text);

        (await RefusedAsync(RawTar.Concat(before, RawTar.Header("hard", '1', 0, "harmless"), RawTar.End))).Message.ShouldContain("leads out of its root");
    }

    [Fact]
    public async Task A_size_that_a_PAX_record_makes_smaller_leaves_no_entry_behind_it_to_smuggle()
    {
        // Who believes the header sees one file; who believes the record sees a second entry within it. PAX wins, and the name is judged.
        var smuggled = RawTar.Header("../canary", '0', 0);
        var tar = RawTar.Concat(RawTar.Pax('x', "size=0"), RawTar.Header("outer", '0', 512), smuggled, RawTar.End);

        (await RefusedAsync(tar)).Message.ShouldContain("leads out of its root");
    }

    [Theory]
    [InlineData(MediaTypes.LayerGzip)]
    [InlineData(MediaTypes.LayerZstd)]
    public async Task A_bomb_is_stopped_by_its_ratio_whatever_it_is_compressed_with(string mediaType)
    {
        var blob = await BombAsync(mediaType, RawTar.Header("zeros", '0', (1L << 30) - 1), 320 << 20);
        blob.Length.ShouldBeLessThan(4 << 20);
        var layer = new TestLayer(blob, Descriptor.Of(mediaType, blob), DiffId.OfEmptyTar);

        (await Should.ThrowAsync<LayerException>(() => layer.ApplyAsync(_folder["root"], new() { Limits = Strict }))).Message.ShouldContain("looks like an attack on the disk");
        new DirectoryInfo(_folder["root"]).EnumerateFiles().Sum(file => LinuxBlocks(file.FullName)).ShouldBeLessThan(1 << 20);
    }

    [Fact]
    public async Task A_bomb_is_no_root_file_system_to_import()
    {
        var store = OciLayout.Open(_folder["root/store"]);
        var blob = await BombAsync(MediaTypes.LayerGzip, RawTar.Header("zeros", '0', (1L << 30) - 1), 320 << 20);

        (await Should.ThrowAsync<LayerException>(() => RootFsImport.ImportAsync(store, new MemoryStream(blob), new() { Platform = Platform.LinuxAmd64, Created = DateTimeOffset.UnixEpoch, Limits = Strict }, Cancellation)))
            .Message.ShouldContain("looks like an attack on the disk");
        store.ListBlobs().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_bomb_is_no_archive_to_load()
    {
        var store = OciLayout.Open(_folder["root/store"]);
        var blob = await BombAsync(MediaTypes.LayerGzip, RawTar.Header("zeros", '0', (1L << 30) - 1), 320 << 20);

        (await Should.ThrowAsync<LayerException>(() => ImageArchiveReader.ReadAsync(store, new MemoryStream(blob), Strict, Cancellation))).Message.ShouldContain("looks like an attack on the disk");
        Directory.GetFiles(_folder["root/store"], "*", SearchOption.AllDirectories).Sum(path => new FileInfo(path).Length).ShouldBeLessThan(10_000);
    }

    [Fact]
    public async Task A_layer_that_nothing_would_read_back_is_not_written()
    {
        var store = OciLayout.Open(_folder["root/store"]);
        var limits = new LayerLimits { RatioFloor = 1 << 20, MaxFileBytes = 8 << 20 };

        (await Should.ThrowAsync<LayerException>(() => WriteAsync(4 << 20, LayerCompression.Gzip))).Message.ShouldContain("compression=uncompressed");
        (await Should.ThrowAsync<LayerException>(() => WriteAsync(4 << 20, LayerCompression.Zstd))).Message.ShouldContain("compression=uncompressed");
        (await Should.ThrowAsync<LayerException>(() => WriteAsync(9 << 20, LayerCompression.None))).Message.ShouldContain("several layers");
        store.ListBlobs().ShouldBeEmpty();
        (await WriteAsync(4 << 20, LayerCompression.None)).FileBytes.ShouldBe(4 << 20);

        Task<WrittenLayer> WriteAsync(int size, LayerCompression compression) => LayerWriter.WriteAsync(
            store, [new(TarArchive.File("zeros") with { Size = size }) { OpenContent = () => new ZeroStream(size) }], new() { Compression = compression, Limits = limits }, Cancellation);
    }

    [Fact]
    public async Task Set_user_bits_and_capabilities_are_kept_inside_and_on_nothing_else()
    {
        Needs.Root();
        byte[] capability = [1, 0, 0, 2, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        File.CreateSymbolicLink(_folder["root/link"], _folder["canary"]);
        var layer = await TestLayer.OfEntriesAsync((TarArchive.File("link") with
        {
            Mode = 0b100_111_101_101, UserId = 7, ExtendedAttributes = new Dictionary<string, ReadOnlyMemory<byte>> { ["security.capability"] = capability },
        }, "x"));

        await layer.ApplyAsync(_folder["root"]);

        Native.LinuxFile.GetStatus(_folder["root/link"]).Mode.ShouldBe(0b100_111_101_101);
        Native.LinuxFile.TryGetAttribute(_folder["root/link"], "security.capability").ShouldBe(capability);
        Native.LinuxFile.TryGetAttribute(_folder["canary"], "security.capability").ShouldBeNull();
        Native.LinuxFile.GetStatus(_folder["canary"]).UserId.ShouldBe(0u);
    }

    /// <summary>Directories as deep as a path can be, a link to the deepest, and below that link the same again.</summary>
    private static (TarEntry, string)[] Deep(int links)
    {
        var below = string.Join('/', Enumerable.Repeat("d", 400));
        var entries = new List<(TarEntry, string)> { (TarArchive.Folder(below), "") };
        for (var number = 0; number < links; number++)
        {
            entries.Add((TarArchive.Link($"l{number}", number == 0 ? below : $"l{number - 1}/{below}"), ""));
            entries.Add((TarArchive.Folder($"l{number}/{below}"), ""));
        }
        return [.. entries];
    }

    private static async Task<byte[]> BombAsync(string mediaType, byte[] header, int zeros)
    {
        using var blob = new MemoryStream();
        Stream compressing = mediaType == MediaTypes.LayerZstd ? new Native.ZstdCompressionStream(blob, 3, leaveOpen: true) : new GZipStream(blob, CompressionLevel.Optimal, leaveOpen: true);
        await using (compressing)
        {
            await compressing.WriteAsync(header, Cancellation);
            var buffer = new byte[1 << 20];
            for (var left = zeros; left > 0; left -= buffer.Length)
                await compressing.WriteAsync(buffer, Cancellation);
            if (compressing is Native.ZstdCompressionStream zstd)
                await zstd.CompleteAsync(Cancellation);
        }
        return blob.ToArray();
    }

    private static long LinuxBlocks(string path) => long.Parse(Tool.Run("stat", "-c", "%b", path)) * 512;

    private async Task<Exception> RefusedAsync(byte[] tar)
    {
        var layer = new TestLayer(tar, Descriptor.Of(MediaTypes.LayerTar, tar), new(Digest.Sha256(tar)));
        await Should.ThrowAsync<LayerException>(layer.IndexAsync);
        return await Should.ThrowAsync<LayerException>(() => layer.ApplyAsync(_folder["root"]));
    }
}
