// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci.Layers;
using Slipway.TestKit;

namespace Slipway.Oci.Tests;

public sealed class LayerWriterTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(LayerCompression.None, MediaTypes.LayerTar, null)]
    [InlineData(LayerCompression.Gzip, MediaTypes.LayerGzip, "gzip")]
    [InlineData(LayerCompression.Zstd, MediaTypes.LayerZstd, "zstd")]
    public async Task GNU_tar_extracts_a_layer_into_the_tree_it_was_made_of(LayerCompression compression, string mediaType, string? program)
    {
        Needs.Root();
        SampleTree.CreateModern(_folder["tree"]);
        var (layer, written) = await TestLayer.OfDirectoryAsync(_folder["tree"], new() { Compression = compression, Times = LayerTimes.Nanoseconds });
        var file = _folder.Write("layer", layer.Blob);
        if (program is not null)
            Tool.Run("sh", "-c", $"{Needs.Tool(program)} -t < '{file}'");
        var tar = compression == LayerCompression.None ? layer.Blob : Decompress(program!, file);

        Directory.CreateDirectory(_folder["out"]);
        Tool.Run("tar", "-C", _folder["out"], "--numeric-owner", "--xattrs", "--xattrs-include=*", "-xpf", _folder.Write("tar", tar));

        SampleTree.Describe(_folder["out"]).ShouldBe(SampleTree.Describe(_folder["tree"], "user.", "security.capability"));
        (written.Descriptor.MediaType, written.TarSize, written.DiffId).ShouldBe((mediaType, (long)tar.Length, new DiffId(Digest.Sha256(tar))));
        written.EntryCount.ShouldBe(SampleTree.Walk(_folder["tree"]).Count());
        written.FileBytes.ShouldBe(SampleTree.Walk(_folder["tree"]).Select(path => LinuxFile.GetStatus(_folder["tree/" + path]))
            .Where(status => status.Type == FileType.RegularFile).DistinctBy(status => status.Inode).Sum(status => status.Size));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData((1 << 20) - 3072)] // the tar is one block to the byte
    [InlineData(5_000_001)]
    public async Task Bytes_do_not_depend_on_the_number_of_workers(int size)
    {
        var content = new byte[size];
        new Random(9).NextBytes(content.AsSpan(0, size / 2));
        _folder.Write("tree/file", content);

        var (one, _) = await TestLayer.OfDirectoryAsync(_folder["tree"], new() { Workers = 1 });
        var (seven, written) = await TestLayer.OfDirectoryAsync(_folder["tree"], new() { Workers = 7 });

        seven.Blob.ShouldBe(one.Blob);
        var file = _folder.Write("layer.gz", one.Blob);
        Tool.Run("gzip", "-t", file);
        Digest.Sha256(Decompress("gzip", file)).ShouldBe(written.DiffId.Digest);
        one.Blob[..10].ShouldBe(new byte[] { 0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF }); // no time, no name, no machine
    }

    [Fact]
    public async Task Two_layers_of_one_tree_are_byte_identical_whatever_order_the_disk_lists_it_in()
    {
        Needs.Root();
        SampleTree.CreateModern(_folder["tree"]);
        Directory.CreateDirectory(_folder["copy"]);
        const string tar = "tar --format=pax --xattrs --xattrs-include='*' --numeric-owner";
        Tool.Run("sh", "-c", $"cd '{_folder["tree"]}' && find . -mindepth 1 -print0 | sort -zr | {tar} --null --no-recursion -T - -c | {tar} -C '{_folder["copy"]}' -xp");

        var (first, _) = await TestLayer.OfDirectoryAsync(_folder["tree"]);
        var (again, _) = await TestLayer.OfDirectoryAsync(_folder["tree"]);
        var (copied, _) = await TestLayer.OfDirectoryAsync(_folder["copy"]);

        again.Blob.ShouldBe(first.Blob);
        copied.Blob.ShouldBe(first.Blob);
    }

    [Fact]
    public async Task Times_are_kept_to_the_second_and_clamped_when_asked()
    {
        LinuxFile.SetTimes(_folder.Write("tree/old", ""), new(1_000, 5));
        LinuxFile.SetTimes(_folder.Write("tree/new", ""), new(2_000_000_000, 5));

        var (_, kept) = await TestLayer.OfDirectoryAsync(_folder["tree"], LayerOptions.Default);
        var (_, clamped) = await TestLayer.OfDirectoryAsync(_folder["tree"], new() { LatestModified = new(1_700_000_000) });

        kept.Index.Find("old")!.Modified.ShouldBe(new UnixTime(1000));
        kept.Index.Find("new")!.Modified.ShouldBe(new UnixTime(2_000_000_000));
        clamped.Index.Find("old")!.Modified.ShouldBe(new UnixTime(1000));
        clamped.Index.Find("new")!.Modified.ShouldBe(new UnixTime(1_700_000_000));
    }

    [Fact]
    public async Task A_layer_of_nothing_is_the_empty_tar()
    {
        var (_, written) = await TestLayer.WriteAsync([]);
        written.DiffId.ShouldBe(DiffId.OfEmptyTar);
        (written.TarSize, written.FileBytes, written.EntryCount).ShouldBe((1024, 0, 0));
    }

    [Fact]
    public async Task A_layer_goes_straight_into_the_store()
    {
        var store = OciLayout.Open(_folder["store"]);
        _folder.Write("tree/file", "content");
        using var root = RootedDirectory.Open(_folder["tree"]);

        var written = await LayerWriter.WriteAsync(store, LayerSource.FromDirectory(root, LayerSourceOptions.Default), LayerOptions.Default, TestLayer.Cancellation);

        Directory.CreateDirectory(_folder["out"]);
        await LayerApplier.ApplyAsync(store.OpenBlob(written.Descriptor)!, written.Descriptor, written.DiffId, _folder["out"], LayerApplyOptions.Default, TestLayer.Cancellation);
        File.ReadAllText(_folder["out/file"]).ShouldBe("content");
    }

    [Fact]
    public async Task Excluded_paths_are_left_out_with_all_below_them()
    {
        _folder.Write("tree/etc/resolv.conf", "stub");
        _folder.Write("tree/etc/hosts", "kept");
        _folder.Write("tree/run/secrets/token", "never");
        using var root = RootedDirectory.Open(_folder["tree"]);
        var options = new LayerSourceOptions { ExcludedPaths = new HashSet<string> { "etc/resolv.conf", "run/secrets" } };
        LayerSource.FromDirectory(root, options).Select(entry => entry.Metadata.Name).ShouldBe(["etc", "etc/hosts", "run"]);
    }

    [Fact]
    public async Task What_no_layer_can_hold_is_refused_by_name()
    {
        _folder.Write("tree/.wh.file", "");
        (await Should.ThrowAsync<LayerException>(() => TestLayer.OfDirectoryAsync(_folder["tree"]))).Message.ShouldContain("tree/.wh.file' cannot be in a layer");
        await Should.ThrowAsync<LayerException>(() => TestLayer.WriteAsync([new(TarArchive.File("../out"))]));
        await Should.ThrowAsync<LayerException>(() => TestLayer.WriteAsync([new(TarArchive.File("/"))]));
        await Should.ThrowAsync<ArgumentException>(() => TestLayer.WriteAsync([new(TarArchive.File("a") with { Size = 5 })]));
        await Should.ThrowAsync<ArgumentException>(() => TestLayer.WriteAsync([], new() { Level = 10 }));
    }

    [Fact]
    public async Task Sockets_are_left_out_and_a_fifo_does_not_block()
    {
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, 0);
        Directory.CreateDirectory(_folder["tree"]);
        socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(_folder["tree/socket"]));
        LinuxFile.CreateFifo(_folder["tree/fifo"], 0b110_000_000);
        var (layer, _) = await TestLayer.OfDirectoryAsync(_folder["tree"]);
        (await layer.NamesAsync()).ShouldBe(["fifo"]);
    }

    [Fact]
    public async Task Only_a_few_blocks_are_held_however_large_the_layer()
    {
        const int size = 100 << 20;
        const int workers = 3;
        var (read, written, most) = (0L, 0L, 0L);
        var content = new WatchedStream(size, count => read += count);
        // Level 0 stores: what came out is what went in.
        var output = new WatchedStream(0, count => most = Math.Max(most, read - (written += count)));

        await LayerWriter.WriteAsync(
            output, [new(TarArchive.File("big") with { Size = size }) { OpenContent = () => content }], new() { Level = 0, Workers = workers }, TestLayer.Cancellation);

        (read, written).ShouldBe((size, written));
        most.ShouldBeInRange(1, (workers + 3) << 20);
    }

    private byte[] Decompress(string program, string file)
    {
        Tool.Run("sh", "-c", $"{program} -dc < '{file}' > '{_folder["decompressed"]}'");
        return File.ReadAllBytes(_folder["decompressed"]);
    }

    /// <summary>Gives so many bytes and takes any, and tells how many.</summary>
    private sealed class WatchedStream(long length, Action<int> moved) : MemoryStream
    {
        private long _left = length;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = (int)Math.Min(_left, buffer.Length);
            _left -= count;
            moved(count);
            return new(count);
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            moved(buffer.Length);
            return ValueTask.CompletedTask;
        }
    }
}
