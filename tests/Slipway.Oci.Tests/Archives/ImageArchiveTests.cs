// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Text;
using Slipway.Oci.Tar;
using Slipway.TestKit;

namespace Slipway.Oci.Tests;

public sealed class ImageArchiveTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly OciLayout _store;
    private readonly OciLayout _other;

    public ImageArchiveTests()
    {
        _store = OciLayout.Open(_folder["store"]);
        _other = OciLayout.Open(_folder["other"]);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_image_that_was_saved_and_loaded_is_the_same_image()
    {
        var image = await WriteImageAsync();
        var archive = await SaveAsync(image);

        var loaded = await ImageArchiveReader.ReadAsync(_other, new MemoryStream(archive), Cancellation);

        loaded.ShouldHaveSingleItem().Descriptor.ShouldBe(image);
        loaded[0].Names.ShouldBe([ImageReference.Parse("team/app:1.0")]);
        _other.ReadImage(image, Platform.LinuxAmd64)!.Layers.ShouldAllBe(layer => _other.Contains(layer.Digest));
    }

    [Fact]
    public async Task Saving_twice_makes_equal_bytes()
    {
        var image = await WriteImageAsync();

        (await SaveAsync(image)).ShouldBe(await SaveAsync(image));
    }

    [Theory]
    [InlineData("docker-archive")]
    [InlineData("oci-archive")]
    public async Task Skopeo_reads_what_is_saved(string transport)
    {
        var skopeo = Needs.Tool("skopeo");
        var image = await WriteImageAsync();
        var path = _folder.Write("app.tar", await SaveAsync(image));

        (await RunAsync(skopeo, "inspect", "--config", $"{transport}:{path}")).ShouldContain("\"note\": \"archived\"");
    }

    [Theory]
    [InlineData("docker-archive")]
    [InlineData("oci-archive")]
    public async Task What_skopeo_writes_is_read(string transport)
    {
        var skopeo = Needs.Tool("skopeo");
        var image = await WriteImageAsync();
        await _store.SetReferenceAsync(ImageReference.Parse("team/app:1.0"), image, Cancellation);
        await RunAsync(skopeo, "copy", $"oci:{_store.Root}:docker.io/team/app:1.0", $"{transport}:{_folder["app.tar"]}:docker.io/team/app:1.0");

        await using var input = File.OpenRead(_folder["app.tar"]);
        var loaded = (await ImageArchiveReader.ReadAsync(_other, input, Cancellation)).ShouldHaveSingleItem();

        loaded.Names.ShouldBe([ImageReference.Parse("team/app:1.0")]);
        var (before, after) = (_store.ReadImage(image, Platform.LinuxAmd64)!, _other.ReadImage(loaded.Descriptor, Platform.LinuxAmd64)!);
        after.Config.Rootfs.DiffIds.ShouldBe(before.Config.Rootfs.DiffIds);
        after.Config.Config!.Labels!["note"].ShouldBe("archived");
    }

    [Fact]
    public async Task An_archive_with_a_changed_blob_is_refused()
    {
        var archive = await SaveAsync(await WriteImageAsync());
        var at = archive.AsSpan().IndexOf("archived"u8);
        archive[at] = (byte)'A';

        var error = await Should.ThrowAsync<ArchiveFormatException>(() => ImageArchiveReader.ReadAsync(_other, new MemoryStream(archive), Cancellation));
        error.Message.ShouldContain("damaged");
    }

    [Theory]
    [InlineData("")]
    [InlineData("this is no tar, however long it goes on about being one; it is text and text alone, and nothing will come of it at all")]
    public async Task What_is_no_archive_of_images_is_refused(string text) =>
        await Should.ThrowAsync<IOException>(() => ImageArchiveReader.ReadAsync(_other, new MemoryStream(Encoding.UTF8.GetBytes(text)), Cancellation));

    [Fact]
    public async Task An_archive_that_lacks_a_layer_it_names_is_refused()
    {
        using var buffer = new MemoryStream();
        await using (var tar = new TarWriter(buffer, leaveOpen: true))
        {
            var config = new ImageConfig { Architecture = "amd64", Os = "linux", Rootfs = new() { DiffIds = [DiffId.OfEmptyTar] } }.ToBytes();
            await AddAsync(tar, "c.json", config);
            await AddAsync(tar, "manifest.json", """[{"Config":"c.json","RepoTags":["a:1"],"Layers":["x/layer.tar"]}]"""u8.ToArray());
            await tar.CompleteAsync(Cancellation);
        }
        buffer.Position = 0;

        var error = await Should.ThrowAsync<ArchiveFormatException>(() => ImageArchiveReader.ReadAsync(_other, buffer, Cancellation));
        error.Message.ShouldContain("x/layer.tar");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("-z")]
    public async Task A_root_file_system_becomes_an_image_of_one_layer(string? compression)
    {
        _folder.Write("root/etc/hostname", "imported");
        string[] options = compression is null ? [] : [compression];
        await RunAsync("tar", [.. options, "-cf", _folder["root.tar"], "-C", _folder["root"], "."]);

        var image = await RootFsImport.ImportAsync(_store, File.OpenRead(_folder["root.tar"]), new() { Platform = Platform.LinuxAmd64, Comment = "from a test", Created = DateTimeOffset.UnixEpoch }, Cancellation);

        var stored = _store.ReadImage(image, Platform.LinuxAmd64).ShouldNotBeNull();
        stored.Layers.ShouldHaveSingleItem().MediaType.ShouldBe(MediaTypes.LayerGzip);
        stored.Config.History![0].Comment.ShouldBe("from a test");
        var tar = File.ReadAllBytes(_folder["root.tar"]);
        if (compression is null)
            stored.Config.Rootfs.DiffIds[0].Digest.ShouldBe(Digest.Sha256(tar));
    }

    [Fact]
    public async Task What_is_no_root_file_system_is_not_imported() =>
        await Should.ThrowAsync<IOException>(() => RootFsImport.ImportAsync(_store, new MemoryStream(new byte[1000].Select(static (_, at) => (byte)at).ToArray()), new() { Platform = Platform.LinuxAmd64, Created = DateTimeOffset.UnixEpoch }, Cancellation));

    private async Task<byte[]> SaveAsync(Descriptor image)
    {
        using var buffer = new MemoryStream();
        await ImageArchiveWriter.WriteAsync(_store, [new(image, [ImageReference.Parse("team/app:1.0")])], buffer, Cancellation);
        return buffer.ToArray();
    }

    private async Task<Descriptor> WriteImageAsync()
    {
        using var layer = new MemoryStream();
        await using (var tar = new TarWriter(layer, leaveOpen: true))
        {
            await AddAsync(tar, "hello", "world"u8.ToArray());
            await tar.CompleteAsync(Cancellation);
        }
        var descriptor = _store.WriteBlob(MediaTypes.LayerTar, layer.ToArray());
        var config = _store.WriteBlob(MediaTypes.Config, new ImageConfig
        {
            Architecture = "amd64",
            Os = "linux",
            Config = new() { Labels = new Dictionary<string, string> { ["note"] = "archived" } },
            Rootfs = new() { DiffIds = [new(descriptor.Digest)] },
        }.ToBytes());
        return _store.WriteManifest(ManifestBlob.Create(new ImageManifest { Config = config, Layers = [descriptor] }));
    }

    private static async Task AddAsync(TarWriter tar, string name, byte[] content) =>
        await tar.WriteAsync(new() { Name = name, Type = TarEntryType.RegularFile, Mode = 0x1A4, Size = content.Length }, new MemoryStream(content), Cancellation);

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync(Cancellation);
        var error = await process.StandardError.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        process.ExitCode.ShouldBe(0, error);
        return await output;
    }
}
