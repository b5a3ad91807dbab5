// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Text;
using Slipway.TestKit;

namespace Slipway.Oci.Tests;

public sealed class OciLayoutTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly OciLayout _store;

    public OciLayoutTests() => _store = OciLayout.Open(Path.Combine(_folder.Path, "store"));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_blob_is_found_by_its_digest_and_verified_on_read()
    {
        var descriptor = _store.WriteBlob("text/plain", "hello"u8);

        _store.ReadBlob(descriptor).ShouldBe("hello"u8.ToArray());
    }

    [Theory]
    [InlineData("hellO")]
    [InlineData("hell")]
    [InlineData("hello!")]
    public void A_damaged_blob_is_named_and_not_returned(string bytes)
    {
        var descriptor = _store.WriteBlob("text/plain", "hello"u8);
        File.WriteAllText(_store.BlobPath(descriptor.Digest), bytes);

        Should.Throw<Exception>(() => _store.ReadBlob(descriptor)).Message.ShouldContain(descriptor.Digest.ToString());
    }

    [Fact]
    public void A_blob_that_is_not_committed_leaves_nothing()
    {
        using (var writer = _store.CreateBlob())
            writer.Write("half of it"u8);

        Directory.EnumerateFiles(_store.Root, "*", SearchOption.AllDirectories).Select(Path.GetFileName)
            .ShouldBe(["oci-layout", "index.json", "names.lock"], ignoreOrder: true);
    }

    [Fact]
    public void A_blob_with_another_digest_than_expected_is_refused()
    {
        using var writer = _store.CreateBlob();
        writer.Write("wrong"u8);

        Should.Throw<CorruptBlobException>(() => writer.Commit(Digest.Sha256("right"u8)));
        _store.Contains(Digest.Sha256("wrong"u8)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_stream_that_ends_early_or_late_is_not_imported()
    {
        var descriptor = Descriptor.Of("text/plain", "hello"u8);

        await Should.ThrowAsync<CorruptBlobException>(() => _store.ImportBlobAsync(descriptor, new MemoryStream("hell"u8.ToArray()), Cancellation));
        await Should.ThrowAsync<CorruptBlobException>(() => _store.ImportBlobAsync(descriptor, new MemoryStream("hello!"u8.ToArray()), Cancellation));
        _store.Contains(descriptor.Digest).ShouldBeFalse();
    }

    [Fact]
    public async Task Names_are_listed_resolved_moved_and_removed()
    {
        var (one, two) = (WriteImage("one"), WriteImage("two"));
        await _store.SetReferenceAsync(ImageReference.Parse("team/app:1"), one, Cancellation);
        await _store.SetReferenceAsync(ImageReference.Parse("localhost:5000/team/app"), one, Cancellation);
        await _store.SetReferenceAsync(ImageReference.Parse("team/app:1"), two, Cancellation);

        _store.Resolve(ImageReference.Parse("team/app:1")).ShouldBe(two);
        _store.Resolve(ImageReference.Parse("localhost:5000/team/app:latest")).ShouldBe(one);
        _store.Resolve(ImageReference.Parse($"team/app@{two.Digest}")).ShouldBe(two);
        _store.ListReferences().Select(entry => entry.Name?.ToString()).ShouldBe(["docker.io/team/app:1", "localhost:5000/team/app:latest"]);
        (await _store.RemoveReferenceAsync(ImageReference.Parse("team/app:1"), Cancellation)).ShouldBeTrue();
        (await _store.RemoveReferenceAsync(ImageReference.Parse("team/app:1"), Cancellation)).ShouldBeFalse();
        _store.Resolve(ImageReference.Parse("team/app:1")).ShouldBeNull();
    }

    [Fact]
    public async Task An_image_that_loses_its_last_name_is_kept_without_one()
    {
        var (one, two) = (WriteImage("one"), WriteImage("two"));
        await _store.SetReferenceAsync(ImageReference.Parse("app:1"), one, Cancellation);
        await _store.SetReferenceAsync(ImageReference.Parse("app:1"), two, Cancellation);

        _store.ListReferences().ShouldContain(entry => entry.Name == null && entry.Descriptor == one);
        _store.FindByDigest(one.Digest.ShortHex).ShouldBe([one]);

        await _store.SetReferenceAsync(ImageReference.Parse("app:0"), one, Cancellation);
        _store.ListReferences().ShouldNotContain(entry => entry.Name == null);
    }

    [Fact]
    public async Task Names_given_together_move_together_and_the_images_that_lose_their_last_are_kept()
    {
        var (one, two, three) = (WriteImage("one"), WriteImage("two"), WriteImage("three"));
        await _store.SetReferencesAsync([new(ImageReference.Parse("app:1"), one), new(ImageReference.Parse("app:2"), two), new(null, three)], Cancellation);

        await _store.SetReferencesAsync([new(ImageReference.Parse("app:1"), two), new(ImageReference.Parse("app:2"), three), new(ImageReference.Parse("other:2"), three)], Cancellation);

        _store.ListReferences().Select(entry => (entry.Name?.ToString(), entry.Descriptor))
            .ShouldBe([(null, one), ("docker.io/library/app:1", two), ("docker.io/library/app:2", three), ("docker.io/library/other:2", three)], ignoreOrder: true);
    }

    [Fact]
    public void Names_given_together_are_flushed_once_a_folder()
    {
        var flushes = new List<string>();
        var disk = new SimulatedDisk(0) { Skips = site => { if (site.Effect == DiskEffect.FlushFolder) flushes.Add(site.Path); return false; } };
        disk.Run(((Func<SimulatedProcess, Task>)(async process =>
        {
            var store = OciLayout.Open("/store", process.FilesOf("store"));
            var image = WriteImage("one", store);
            await store.SetReferenceAsync(ImageReference.Parse("app:0"), image);
            flushes.Clear();
            await store.SetReferencesAsync([.. Enumerable.Range(1, 9).Select(number => new StoredReference(ImageReference.Parse($"app:{number}"), image))]);
        }), null));

        flushes.Count(static path => path.EndsWith("/library/app", StringComparison.Ordinal)).ShouldBe(1);
        flushes.Count(static path => path.EndsWith("blobs/sha256", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task A_name_for_an_image_that_lacks_a_part_fails_alone_among_those_that_wait_together()
    {
        var (image, broken) = (WriteImage("one"), WriteImage("two"));
        File.Delete(_store.BlobPath(ManifestBlob.Parse(_store.ReadBlob(broken)).Image.ShouldNotBeNull().Config.Digest));
        List<Task> waiting;
        using (await _store.ChangeNamesAsync(Cancellation))
            waiting = [.. Enumerable.Range(0, 8).Select(number => _store.SetReferenceAsync(ImageReference.Parse($"app:{number}"), number == 3 ? broken : image, Cancellation))];

        await Should.ThrowAsync<FileNotFoundException>(waiting[3]);
        await Task.WhenAll(waiting.Where((_, number) => number != 3));
        _store.ListReferences().Select(static entry => entry.Name!.Tag!.Value.ToString()).ShouldBe(["0", "1", "2", "4", "5", "6", "7"]);
    }

    [Fact]
    public async Task Who_gives_up_waiting_gives_no_name_and_keeps_nobody_else_from_it()
    {
        var image = WriteImage("one");
        using var patience = new CancellationTokenSource();
        Task first, second;
        using (await _store.ChangeNamesAsync(Cancellation))
        {
            first = _store.SetReferenceAsync(ImageReference.Parse("app:1"), image, patience.Token);
            second = _store.SetReferenceAsync(ImageReference.Parse("app:2"), image, Cancellation);
            await patience.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(first);
        }

        await second;
        _store.ListReferences().Select(static entry => entry.Name!.Tag!.Value.ToString()).ShouldBe(["2"]);
    }

    [Fact]
    public async Task A_digest_is_no_name_to_give()
    {
        var image = WriteImage("one");

        await Should.ThrowAsync<ArgumentException>(() => _store.SetReferenceAsync(ImageReference.Parse($"app@{image.Digest}"), image, Cancellation));
        _store.ListReferences().ShouldBeEmpty();
    }

    [Fact]
    public async Task Many_writers_lose_no_name()
    {
        var image = WriteImage("one");

        await Parallel.ForEachAsync(Enumerable.Range(0, 40), Cancellation, async (number, token) =>
            await OciLayout.Open(_store.Root).SetReferenceAsync(ImageReference.Parse($"app:{number}"), image, token));

        _store.ListReferences().Count.ShouldBe(40);
        Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(_store.Root, "index.json"))).Split("org.opencontainers.image.ref.name").Length.ShouldBe(41);
    }

    [Fact]
    public async Task Skopeo_reads_the_store_as_it_is()
    {
        var skopeo = Needs.Tool("skopeo");
        var image = WriteImage("one");
        await _store.SetReferenceAsync(ImageReference.Parse("team/app:1"), image, Cancellation);

        using var process = Process.Start(new ProcessStartInfo(skopeo, ["inspect", $"oci:{_store.Root}:docker.io/team/app:1"]) { RedirectStandardOutput = true })!;
        var answer = await process.StandardOutput.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);

        process.ExitCode.ShouldBe(0);
        answer.ShouldContain(image.Digest.ToString());
        answer.ShouldContain("\"note\": \"one\"");
    }

    private Descriptor WriteImage(string note) => WriteImage(note, _store);

    private static Descriptor WriteImage(string note, OciLayout store)
    {
        var config = store.WriteBlob(MediaTypes.Config, new ImageConfig
        {
            Architecture = "amd64",
            Os = "linux",
            Config = new() { Labels = new Dictionary<string, string> { ["note"] = note } },
            Rootfs = new() { DiffIds = [] },
        }.ToBytes());
        return store.WriteManifest(ManifestBlob.Create(new ImageManifest { Config = config, Layers = [] }));
    }
}
