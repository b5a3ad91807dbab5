// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Containers.Tests;

public sealed class UnpackingTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly SnapshotStore _store;
    private readonly OciLayout _layout;

    public UnpackingTests()
    {
        Needs.Root();
        var home = new SlipwayHome(_folder["home"]);
        _store = new(home, TimeProvider.System);
        _layout = OciLayout.Open(home.Store);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_layer_that_says_all_of_itself_is_kept_for_every_stack()
    {
        var (layer, diffId) = await AddAsync("a/", "a/file");

        using var alone = await _store.GetOrUnpackAsync(_layout, layer, diffId, [], Cancellation);
        using var above = await _store.GetOrUnpackAsync(_layout, layer, diffId, [_folder.MakeFolder("other")], Cancellation);

        alone.Id.ShouldBe(SnapshotId.Layer(diffId));
        above.Id.ShouldBe(alone.Id);
        File.ReadAllText(Path.Combine(above.Path, "a/file")).ShouldBe("a/file");
    }

    [Fact]
    public async Task A_layer_that_leans_on_those_below_is_kept_for_its_own_stack()
    {
        var (layer, diffId) = await AddAsync("etc/file");
        var (open, closed) = (_folder.MakeFolder("open"), _folder.MakeFolder("closed"));
        foreach (var (below, mode) in ((string, int)[])[(open, 0x1ED), (closed, 0x1C0)])
            LinuxFile.CreateDirectory(Path.Combine(below, "etc"), mode);

        using var overOpen = await _store.GetOrUnpackAsync(_layout, layer, diffId, [open], Cancellation);
        using var overClosed = await _store.GetOrUnpackAsync(_layout, layer, diffId, [closed], Cancellation);
        using var again = await _store.GetOrUnpackAsync(_layout, layer, diffId, [open], Cancellation);

        LinuxFile.GetStatus(Path.Combine(overOpen.Path, "etc")).Mode.ShouldBe(0x1ED);
        LinuxFile.GetStatus(Path.Combine(overClosed.Path, "etc")).Mode.ShouldBe(0x1C0);
        again.Path.ShouldBe(overOpen.Path);
        _store.List().Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_layer_that_is_not_what_it_should_be_is_not_kept()
    {
        var (layer, _) = await AddAsync("a/", "a/file");

        await Should.ThrowAsync<CorruptBlobException>(_store.GetOrUnpackAsync(_layout, layer, new(Digest.Sha256("other"u8)), [], Cancellation));

        _store.List().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_layer_that_the_store_lacks_is_named()
    {
        var missing = new Descriptor { MediaType = MediaTypes.LayerTar, Digest = Digest.Sha256("missing"u8), Size = 7 };

        (await Should.ThrowAsync<FileNotFoundException>(_store.GetOrUnpackAsync(_layout, missing, new(missing.Digest), [], Cancellation)))
            .Message.ShouldBe($"The store '{_layout.Root}' lacks the layer {missing.Digest}. Pull or build its image again.");
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Adds a layer of GNU tar's making that names just these entries, each file holding its own name.</summary>
    private async Task<(Descriptor Layer, DiffId DiffId)> AddAsync(params string[] entries)
    {
        var tree = _folder.MakeFolder($"tree{Guid.NewGuid():N}");
        foreach (var entry in entries)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(tree, entry))!);
            if (!entry.EndsWith('/'))
                File.WriteAllText(Path.Combine(tree, entry), entry);
        }
        var tar = new MemoryStream();
        var made = await new Command("tar", ["--create", "--no-recursion", "--directory", tree, .. entries]) { Output = tar }.RunAsync(Cancellation);
        made.EnsureSuccess();
        return (_layout.WriteBlob(MediaTypes.LayerTar, tar.ToArray()), new(Digest.Sha256(tar.ToArray())));
    }
}
