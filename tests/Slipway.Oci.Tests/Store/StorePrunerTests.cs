// SPDX-License-Identifier: Apache-2.0
using Slipway.TestKit;

namespace Slipway.Oci.Tests;

public sealed class StorePrunerTests : IDisposable
{
    private static readonly ImageReference Name = ImageReference.Parse("app:1");

    private readonly TempFolder _folder = new();
    private readonly OciLayout _store;

    public StorePrunerTests() => _store = OciLayout.Open(_folder["store"]);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_a_name_leads_to_stays_and_the_rest_goes()
    {
        var index = RandomImage.CreateIndex(_store, 1, Platform.LinuxAmd64, Platform.Parse("linux/arm64"));
        await _store.SetReferenceAsync(Name, index, Cancellation);
        var before = _store.ListBlobs().Count();
        var other = RandomImage.Create(_store, 7);

        var pruned = (await PruneAsync()).ShouldNotBeNull();

        pruned.Digests.Count.ShouldBe(4);
        pruned.Digests.ShouldContain(other.Digest);
        _store.ListBlobs().Count().ShouldBe(before);
        (await StoreCheck.RunAsync(_store.Root, StoreCheckMode.Report, null, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Nothing_goes_while_a_process_holds_a_lease()
    {
        var image = RandomImage.Create(_store, 1);
        using (await _store.LeaseAsync(Cancellation))
            (await PruneAsync()).ShouldBeNull();

        _store.FindMissing(image).ShouldBeNull();
        (await PruneAsync()).ShouldNotBeNull().Digests.Count.ShouldBe(4);
    }

    [Fact]
    public async Task What_killed_processes_were_writing_goes_too()
    {
        _folder.Write("store/ingest/half", "half");

        await PruneAsync();

        File.Exists(_folder["store/ingest/half"]).ShouldBeFalse();
    }

    [Fact]
    public async Task An_index_that_speaks_of_what_goes_is_derived_first()
    {
        await _store.SetReferenceAsync(Name, RandomImage.Create(_store, 1), Cancellation);
        // As after a power cut between the two: the name is gone, the index doesn't know yet.
        File.Delete(_folder["store/refs/docker.io/library/app/@1"]);

        await PruneAsync();

        File.ReadAllText(_folder["store/index.json"]).ShouldNotContain("library/app");
    }

    [Fact]
    public async Task Two_prunes_at_once_do_no_harm()
    {
        var image = RandomImage.Create(_store, 1);
        await _store.SetReferenceAsync(Name, image, Cancellation);
        for (var round = 0; round < 20; round++)
        {
            RandomImage.Create(_store, 100 + round);
            await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => StorePruner.TryPruneAsync(OciLayout.Open(_store.Root), new HashSet<Digest>(), Cancellation))));
        }

        _store.FindMissing(image).ShouldBeNull();
        _store.ListBlobs().Count().ShouldBe(4);
    }

    [Fact]
    public async Task A_name_for_an_image_that_lacks_a_part_is_refused()
    {
        var image = RandomImage.Create(_store, 1);
        var layer = _store.ReadManifest(image).Image!.Layers[1];
        File.Delete(_store.BlobPath(layer.Digest));

        (await Should.ThrowAsync<FileNotFoundException>(_store.SetReferenceAsync(Name, image, Cancellation))).Message.ShouldContain(layer.Digest.ToString());
        await Should.ThrowAsync<FileNotFoundException>(_store.KeepAsync(image, Cancellation));
        _store.ListReferences().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_name_that_is_right_already_is_not_written_again()
    {
        var image = RandomImage.Create(_store, 1);
        await _store.SetReferenceAsync(Name, image, Cancellation);
        var before = Times();

        await _store.SetReferenceAsync(Name, image, Cancellation);
        await _store.KeepAsync(image, Cancellation);
        await _store.RemoveReferenceAsync(ImageReference.Parse("none:1"), Cancellation);

        Times().ShouldBe(before);
    }

    private Task<PrunedBlobs?> PruneAsync() => StorePruner.TryPruneAsync(_store, new HashSet<Digest>(), Cancellation);

    private List<(string, DateTime)> Times() =>
        [.. Directory.EnumerateFileSystemEntries(_store.Root, "*", SearchOption.AllDirectories).Where(static path => !path.EndsWith(".lock", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(static path => (path, File.GetLastWriteTimeUtc(path)))];
}
