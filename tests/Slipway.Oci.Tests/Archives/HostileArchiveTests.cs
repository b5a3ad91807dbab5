// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Oci.Tar;
using Slipway.TestKit;

namespace Slipway.Oci.Tests;

/// <summary>Archives of images made to store what they must not, or to bring the reader down.</summary>
public sealed class HostileArchiveTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly OciLayout _store;

    public HostileArchiveTests() => _store = OciLayout.Open(_folder["store"]);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Indexes_within_indexes_have_an_end() =>
        (await Should.ThrowAsync<ArchiveFormatException>(() => ReadAsync(Nested(levels: 5000, children: 1)))).Message.ShouldContain("more than 4 deep");

    [Fact]
    public async Task An_index_that_names_one_child_a_thousand_times_is_read_once()
    {
        var archive = Nested(levels: 4, children: 1000);

        // Read once each time it is named, it would take days.
        (await Task.Run(() => ReadAsync(archive), Cancellation).WaitAsync(TimeSpan.FromMinutes(2), Cancellation)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task An_image_that_is_named_a_thousand_times_is_written_once()
    {
        var image = (await ReadAsync(Nested(levels: 3, children: 1000)))[0].Descriptor;
        using var saved = new MemoryStream();

        await ImageArchiveWriter.WriteAsync(_store, [new(image, [])], ImageArchiveFormat.Both, saved, Cancellation);

        (await TarArchive.ReadAsync(saved.ToArray())).Count.ShouldBe(4 + 3, "four blobs, the layout's two files, and Docker's");
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../../../../../../etc/passwd")]
    [InlineData("blobs/sha256/../../../etc/passwd")]
    [InlineData("link")]
    [InlineData("round")]
    public async Task What_the_manifest_names_is_in_the_archive_or_nowhere(string path)
    {
        var manifest = Encoding.UTF8.GetBytes($$"""[{"Config":"{{path}}","RepoTags":["a:1"],"Layers":[]}]""");

        var error = await Should.ThrowAsync<ArchiveFormatException>(() => ReadAsync(
            (TarArchive.Link("link", "/etc/passwd"), []), (TarArchive.Link("round", "about"), []), (TarArchive.Link("about", "round"), []), (TarArchive.File("manifest.json"), manifest)));

        error.Message.ShouldContain($"names '{path}', which isn't in the archive");
    }

    [Theory]
    [InlineData("""[null]""")]
    [InlineData("""[{}]""")]
    [InlineData("""[{"Config":null,"Layers":[]}]""")]
    [InlineData("""[{"Config":"c","Layers":[null]}]""")]
    [InlineData("""{"Config":"c"}""")]
    [InlineData("""[{"Config":"c","Layers":["""+"\"]}]")]
    [InlineData("""[{"Config":"c","RepoTags":["../../x:1"],"Layers":[]}]""")]
    [InlineData("""[{"Config":"c","RepoTags":["a@sha256:../../x"],"Layers":[]}]""")]
    public async Task A_manifest_that_makes_no_sense_is_a_format_error(string manifest)
    {
        var config = new ImageConfig { Architecture = "amd64", Os = "linux", Rootfs = new() { DiffIds = [] } }.ToBytes();

        var error = await Should.ThrowAsync<IOException>(() => ReadAsync((TarArchive.File("c"), config), (TarArchive.File("manifest.json"), Encoding.UTF8.GetBytes(manifest))));

        (error is ArchiveFormatException or ImageFormatException).ShouldBeTrue(error.ToString());
    }

    [Fact]
    public async Task A_file_under_the_name_of_another_blob_is_refused_and_is_not_that_blob()
    {
        var other = Digest.Sha256("true"u8);

        var error = await Should.ThrowAsync<ArchiveFormatException>(() => ReadAsync((TarArchive.File($"blobs/sha256/{other.Hex}"), "false"u8.ToArray())));

        error.Message.ShouldContain("the archive is damaged");
        _store.Contains(other).ShouldBeFalse();
    }

    [Fact]
    public async Task Names_in_an_archive_are_no_paths_of_the_host()
    {
        var before = Directory.GetFileSystemEntries(_folder.Path);

        await Should.ThrowAsync<IOException>(() => ReadAsync((TarArchive.File("../../escaped"), "x"u8.ToArray()), (TarArchive.File("/escaped"), "x"u8.ToArray())));

        Directory.GetFileSystemEntries(_folder.Path).ShouldBe(before);
        File.Exists("/escaped").ShouldBeFalse();
    }

    [Fact]
    public async Task Random_damage_never_gives_anything_but_an_error_of_the_archive()
    {
        const int seed = 9;
        var random = new Random(seed);
        var config = new ImageConfig { Architecture = "amd64", Os = "linux", Rootfs = new() { DiffIds = [] } }.ToBytes();
        for (var round = 0; round < 400; round++)
        {
            var manifest = """[{"Config":"c","RepoTags":["team/app:1"],"Layers":[]}]"""u8.ToArray();
            for (var count = random.Next(1, 4); count > 0; count--)
                manifest[random.Next(manifest.Length)] = (byte)random.Next(32, 127);
            try
            {
                await ReadAsync((TarArchive.File("c"), config), (TarArchive.File("manifest.json"), manifest));
            }
            catch (IOException)
            {
            }
        }
    }

    private async Task<IReadOnlyList<ArchivedImage>> ReadAsync(params (TarEntry, byte[])[] files) =>
        await ImageArchiveReader.ReadAsync(_store, new MemoryStream(await TarArchive.WriteAsync(files)), Cancellation);

    /// <summary>A layout whose index leads through so many more indexes, each naming the next so many times, to an image.</summary>
    private static (TarEntry, byte[])[] Nested(int levels, int children)
    {
        var files = new List<(TarEntry, byte[])> { (TarArchive.File("oci-layout"), """{"imageLayoutVersion":"1.0.0"}"""u8.ToArray()) };
        var config = new ImageConfig { Architecture = "amd64", Os = "linux", Rootfs = new() { DiffIds = [] } }.ToBytes();
        Add(config);
        var image = ManifestBlob.Create(new ImageManifest { Config = Descriptor.Of(MediaTypes.Config, config), Layers = [] });
        Add(image.Raw.ToArray());
        var top = image.Descriptor;
        for (var level = 1; level < levels; level++)
        {
            var index = ManifestBlob.Create(new ImageIndex { Manifests = [.. Enumerable.Repeat(top, children)] });
            Add(index.Raw.ToArray());
            top = index.Descriptor;
        }
        files.Add((TarArchive.File("index.json"), ManifestBlob.Create(new ImageIndex { Manifests = [top] }).Raw.ToArray()));
        return [.. files];

        void Add(byte[] bytes) => files.Add((TarArchive.File($"blobs/sha256/{Digest.Sha256(bytes).Hex}"), bytes));
    }
}
