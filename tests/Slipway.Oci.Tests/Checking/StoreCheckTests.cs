// SPDX-License-Identifier: Apache-2.0
using Slipway.TestKit;

namespace Slipway.Oci.Tests;

/// <summary>Each thing that can be wrong with a store, made wrong alone: it is named, and nothing else is.</summary>
public sealed class StoreCheckTests : IDisposable
{
    private static readonly ImageReference Name = ImageReference.Parse("team/app:1");
    private static readonly ImageReference Other = ImageReference.Parse("other:2");

    private readonly TempFolder _folder = new();
    private readonly OciLayout _store;
    private readonly Descriptor _image;
    private readonly Descriptor _other;

    public StoreCheckTests()
    {
        _store = OciLayout.Open(_folder["store"]);
        _image = RandomImage.Create(_store, 1) with { Platform = null };
        _other = RandomImage.CreateIndex(_store, 10, Platform.LinuxAmd64, Platform.Parse("linux/arm64"));
        _store.SetReferenceAsync(Name, _image, Cancellation).GetAwaiter().GetResult();
        _store.SetReferenceAsync(Other, _other, Cancellation).GetAwaiter().GetResult();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Descriptor Layer => _store.ReadManifest(_image).Image!.Layers[0];

    private Descriptor Config => _store.ReadManifest(_image).Image!.Config;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_whole_store_has_nothing_wrong() => (await CheckAsync()).ShouldBeEmpty();

    [Fact]
    public async Task A_store_that_is_not_there_has_nothing_wrong() =>
        (await StoreCheck.RunAsync(_folder["none"], StoreCheckMode.Repair, null, Cancellation)).ShouldBeEmpty();

    [Fact]
    public async Task Reading_is_told_of_until_the_last_byte()
    {
        var told = new List<StoreCheckProgress>();
        await StoreCheck.RunAsync(_store.Root, StoreCheckMode.Report, new Told(told), Cancellation);

        told.Max(static one => one.BytesRead).ShouldBe(_store.ListBlobs().Sum(static blob => blob.Size));
        told.ShouldAllBe(one => one.BytesTotal == told[0].BytesTotal && one.BytesRead <= one.BytesTotal);
    }

    [Theory]
    [InlineData(null, "missing")]
    [InlineData("", "0 bytes")]
    [InlineData("{\"imageLayoutVersion\":", "22 bytes")]
    public async Task A_lost_marker_is_named_and_written_again(string? content, string message)
    {
        Put("oci-layout", content);

        await ShouldFindAsync(StoreProblemKind.Marker, "oci-layout", message);
        await ShouldMendAsync();
    }

    [Fact]
    public async Task A_marker_of_another_version_is_named_and_left()
    {
        Put("oci-layout", """{"imageLayoutVersion":"2.0.0"}""");

        await ShouldFindAsync(StoreProblemKind.Marker, "oci-layout", "'2.0.0'");
        (await CheckAsync(StoreCheckMode.Repair)).ShouldHaveSingleItem().Repair.ShouldBeNull();
        File.ReadAllText(_folder["store/oci-layout"]).ShouldContain("2.0.0");
    }

    [Theory]
    [InlineData(null, "missing")]
    [InlineData("", "0 bytes")]
    [InlineData("""{"schemaVersion":2,"manifests":[]}""", "lacks docker.io/team/app:1")]
    public async Task An_index_that_is_not_what_the_names_say_is_named_and_derived_again(string? content, string message)
    {
        var right = File.ReadAllText(_folder["store/index.json"]);
        Put("index.json", content);

        await ShouldFindAsync(StoreProblemKind.Index, "index.json", message);
        await ShouldMendAsync();
        File.ReadAllText(_folder["store/index.json"]).ShouldBe(right);
    }

    [Fact]
    public async Task A_name_that_the_index_alone_has_is_named()
    {
        File.Delete(_folder["store/refs/docker.io/team/app/@1"]);

        var found = await CheckAsync();
        found.ShouldContain(problem => problem.Kind == StoreProblemKind.Index && problem.Message.Contains("it has docker.io/team/app:1"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("""{"mediaType":"application/vnd.oci.image.manifest.v1+json","dig""")]
    public async Task A_name_whose_file_is_spoilt_is_read_from_the_index(string content)
    {
        Put("refs/docker.io/team/app/@1", content);

        await ShouldFindAsync(StoreProblemKind.Reference, "refs/docker.io/team/app/@1", "team/app:1");
        await ShouldMendAsync();
        _store.Resolve(Name).ShouldBe(_image);
    }

    [Fact]
    public async Task A_name_that_is_lost_is_moved_aside_so_that_the_others_can_be_read()
    {
        Put("refs/docker.io/team/app/@1", "spoilt");
        Put("index.json", "spoilt too");

        await CheckAsync(StoreCheckMode.Repair);

        _store.ListReferences().ShouldHaveSingleItem().Name.ShouldBe(Other);
        File.ReadAllText(_folder["store/quarantine/refs+docker.io+team+app+@1"]).ShouldBe("spoilt");
        (await CheckAsync()).ShouldNotContain(static problem => problem.Severity == ProblemSeverity.Error);
    }

    [Fact]
    public async Task A_file_among_the_names_that_is_no_name_is_named()
    {
        Put("refs/docker.io/team/app/stranger", "{}");

        await ShouldFindAsync(StoreProblemKind.Reference, "refs/docker.io/team/app/stranger", "not the name");
        await ShouldMendAsync();
    }

    [Fact]
    public async Task A_change_of_names_that_was_cut_short_is_named_and_finished()
    {
        Put("names.changing", "");

        (await CheckAsync()).ShouldHaveSingleItem().Kind.ShouldBe(StoreProblemKind.UnfinishedChange);
        await ShouldMendAsync();
        File.Exists(_folder["store/names.changing"]).ShouldBeFalse();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_blob_with_other_bytes_is_named_with_its_image_and_moved_aside(bool sameSize)
    {
        var path = _store.BlobPath(Layer.Digest);
        var bytes = await File.ReadAllBytesAsync(path, Cancellation);
        bytes[7] ^= 1;
        await File.WriteAllBytesAsync(path, sameSize ? bytes : bytes[..^3], Cancellation);

        var found = await CheckAsync(StoreCheckMode.Repair);

        found.Select(static problem => (problem.Kind, problem.Subject)).ShouldBe([(StoreProblemKind.Blob, Layer.Digest.ToString()), (StoreProblemKind.Image, "team/app:1")]);
        found[0].Message.ShouldStartWith("its file holds ");
        found[1].Message.ShouldContain(Layer.Digest.ToString());
        File.Exists(path).ShouldBeFalse();
        (await File.ReadAllBytesAsync(_folder[$"store/quarantine/sha256-{Layer.Digest.Hex}"], Cancellation)).ShouldBe(sameSize ? bytes : bytes[..^3]);
        _store.Resolve(Name).ShouldBe(_image, "the name stays");
        (await CheckAsync()).ShouldHaveSingleItem().Message.ShouldContain("missing");
    }

    [Fact]
    public async Task A_blob_that_was_moved_aside_is_healed_by_the_right_bytes()
    {
        var right = await File.ReadAllBytesAsync(_store.BlobPath(Layer.Digest), Cancellation);
        await File.WriteAllTextAsync(_store.BlobPath(Layer.Digest), "wrong", Cancellation);
        await CheckAsync(StoreCheckMode.Repair);

        await _store.ImportBlobAsync(Layer, new MemoryStream(right), Cancellation);

        (await CheckAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("manifest")]
    [InlineData("configuration")]
    [InlineData("layer")]
    public async Task A_part_that_is_missing_is_named_with_its_image(string role)
    {
        var part = role switch { "manifest" => _image, "configuration" => Config, _ => Layer };
        File.Delete(_store.BlobPath(part.Digest));

        var found = await CheckAsync();

        var problem = found.Where(static one => one.Severity == ProblemSeverity.Error).ShouldHaveSingleItem();
        problem.ShouldSatisfyAllConditions(
            () => problem.Kind.ShouldBe(StoreProblemKind.Image),
            () => problem.Subject.ShouldBe("team/app:1"),
            () => problem.Message.ShouldStartWith($"its {role} {part.Digest} is missing"));
    }

    [Fact]
    public async Task A_part_of_one_platform_of_an_index_is_named_with_the_index()
    {
        var arm = _store.ReadManifest(_store.ReadManifest(_other).Index!.Manifests[1]).Image!;
        File.Delete(_store.BlobPath(arm.Layers[1].Digest));

        (await CheckAsync()).ShouldHaveSingleItem().Subject.ShouldBe("other:2");
    }

    [Fact]
    public async Task A_platform_that_was_never_pulled_is_nothing_wrong()
    {
        var arm = _store.ReadManifest(_other).Index!.Manifests[1];
        foreach (var part in _store.ReadManifest(arm).Image!.Layers.Append(_store.ReadManifest(arm).Image!.Config).Append(arm))
            File.Delete(_store.BlobPath(part.Digest));

        (await CheckAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_descriptor_with_a_wrong_size_is_named()
    {
        var wrong = ManifestBlob.Create(new ImageManifest { Config = Config, Layers = [.. _store.ReadManifest(_image).Image!.Layers.Select(static layer => layer with { Size = layer.Size + 1 })] });
        await _store.SetReferenceAsync(ImageReference.Parse("wrong:1"), _store.WriteManifest(wrong), Cancellation);

        var problem = (await CheckAsync())[0];
        problem.Subject.ShouldBe("wrong:1");
        problem.Message.ShouldContain($"has {Layer.Size} bytes, and its descriptor says {Layer.Size + 1}");
    }

    [Fact]
    public async Task A_manifest_that_is_none_is_named()
    {
        var none = _store.WriteBlob(MediaTypes.Manifest, "{}"u8);
        Put("refs/docker.io/library/none/@1", System.Text.Json.JsonSerializer.Serialize(new { mediaType = none.MediaType, digest = none.Digest.ToString(), size = none.Size }));

        (await CheckAsync()).ShouldContain(static problem => problem.Subject == "none:1" && problem.Message.Contains("can't be read"));
    }

    [Fact]
    public async Task Blobs_that_no_image_needs_are_noted()
    {
        _store.WriteBlob("text/plain", "nobody's"u8);

        var note = (await CheckAsync()).ShouldHaveSingleItem();
        note.Severity.ShouldBe(ProblemSeverity.Note);
        note.Message.ShouldContain("1 blobs of 8 bytes");
    }

    [Theory]
    [InlineData("ingest/0123456789abcdef0123456789abcdef")]
    [InlineData("refs/docker.io/team/app/.@1.0123456789abcdef0123456789abcdef")]
    public async Task What_a_killed_process_left_is_noted_and_removed(string path)
    {
        Put(path, "half");

        var note = (await CheckAsync()).ShouldHaveSingleItem();
        (note.Kind, note.Subject).ShouldBe((StoreProblemKind.LeftFile, path));
        await ShouldMendAsync();
        File.Exists(_folder[$"store/{path}"]).ShouldBeFalse();
    }

    [Fact]
    public async Task What_a_living_process_writes_is_left_alone()
    {
        using var lease = await _store.LeaseAsync(Cancellation);
        using var writer = _store.CreateBlob();
        writer.Write("half"u8);

        (await CheckAsync(StoreCheckMode.Repair)).ShouldBeEmpty();

        _store.Contains(writer.Commit()).ShouldBeTrue();
    }

    [Fact]
    public async Task A_file_among_the_blobs_that_is_none_is_noted()
    {
        Put("blobs/sha256/README", "hello");

        (await CheckAsync()).ShouldHaveSingleItem().Subject.ShouldBe("blobs/sha256/README");
    }

    private Task<IReadOnlyList<StoreProblem>> CheckAsync(StoreCheckMode mode = StoreCheckMode.Report) => StoreCheck.RunAsync(_store.Root, mode, null, Cancellation);

    private async Task ShouldFindAsync(StoreProblemKind kind, string subject, string message)
    {
        var problem = (await CheckAsync()).ShouldHaveSingleItem();
        problem.ShouldSatisfyAllConditions(
            () => problem.Severity.ShouldBe(ProblemSeverity.Error),
            () => problem.Kind.ShouldBe(kind),
            () => problem.Subject.ShouldBe(subject),
            () => problem.Message.ShouldContain(message),
            () => problem.Repair.ShouldBeNull());
    }

    private async Task ShouldMendAsync()
    {
        (await CheckAsync(StoreCheckMode.Repair)).ShouldAllBe(static problem => problem.Repair != null);
        (await CheckAsync()).ShouldBeEmpty();
    }

    private void Put(string path, string? content)
    {
        if (content is null)
            File.Delete(_folder[$"store/{path}"]);
        else
            _folder.Write($"store/{path}", content);
    }

    private sealed class Told(List<StoreCheckProgress> told) : IProgress<StoreCheckProgress>
    {
        public void Report(StoreCheckProgress value)
        {
            lock (told)
                told.Add(value);
        }
    }
}
