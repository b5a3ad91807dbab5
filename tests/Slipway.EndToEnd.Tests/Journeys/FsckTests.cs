// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests;

/// <summary><c>fsck</c> as people run it, and what others say of a blob that no longer matches.</summary>
public sealed class FsckTests : IDisposable
{
    private readonly SlipwayProgram _slipway = new();
    private readonly OciLayout _store;
    private readonly Descriptor _layer;

    public FsckTests()
    {
        _store = OciLayout.Open(_slipway.Home.Store);
        var image = RandomImage.Create(_store, 1);
        _layer = _store.ReadManifest(image).Image!.Layers[0];
        _store.SetReferenceAsync(ImageReference.Parse("app:1"), image, TestContext.Current.CancellationToken).GetAwaiter().GetResult();
    }

    public void Dispose() => _slipway.Dispose();

    [Fact]
    public async Task A_whole_store_is_said_to_be_whole()
    {
        var answer = await _slipway.RunAsync("fsck");

        (answer.ExitCode, answer.Output, answer.Error).ShouldBe((0, "", "slipway: the store is whole\n"));
    }

    [Fact]
    public async Task A_home_without_a_store_has_nothing_wrong()
    {
        using var empty = new SlipwayProgram();

        (await empty.RunAsync("fsck")).ExitCode.ShouldBe(0);
        Directory.Exists(empty.Home.Store).ShouldBeFalse();
    }

    [Fact]
    public async Task A_damaged_layer_is_told_with_its_image_and_moved_aside_when_asked()
    {
        await File.WriteAllTextAsync(_store.BlobPath(_layer.Digest), "other bytes", TestContext.Current.CancellationToken);

        var answer = await _slipway.RunAsync("fsck");
        answer.ExitCode.ShouldBe(1);
        answer.Output.ShouldContain($"error: {_layer.Digest}: its file holds 11 bytes");
        answer.Output.ShouldContain($"error: app:1: its layer {_layer.Digest} is damaged; pull or build the image again");
        answer.Error.ShouldBe("slipway: 2 errors, 0 repaired\n");

        var json = await _slipway.RunAsync("fsck", "--repair", "--format", "json");
        json.ExitCode.ShouldBe(1);
        using var document = JsonDocument.Parse(json.Output);
        var found = document.RootElement.EnumerateArray().Select(static row => (row.GetProperty("severity").GetString(), row.GetProperty("kind").GetString(), row.GetProperty("subject").GetString(), row.GetProperty("repair").GetString()));
        found.ShouldBe([("error", "blob", _layer.Digest.ToString(), $"moved to quarantine/sha256-{_layer.Digest.Hex}"), ("error", "image", "app:1", null)]);
        File.Exists(Path.Combine(_store.Root, "quarantine", $"sha256-{_layer.Digest.Hex}")).ShouldBeTrue();
    }

    [Fact]
    public async Task What_can_be_derived_is_mended_and_then_all_is_well()
    {
        File.Delete(Path.Combine(_store.Root, "index.json"));

        (await _slipway.RunAsync("fsck")).ExitCode.ShouldBe(1);
        (await _slipway.RunAsync("fsck", "--repair")).Output.ShouldContain("repaired: written again from the names");
        (await _slipway.RunAsync("fsck")).ExitCode.ShouldBe(0);
    }

    [Theory]
    [InlineData("save", "app:1", "-o", "saved.tar")]
    [InlineData("run", "--rm", "app:1", "/bin/true")]
    public async Task A_layer_that_no_longer_matches_its_digest_is_named_by_whoever_reads_it(params string[] words)
    {
        if (words[0] == "run")
            Needs.Root();
        var bytes = await File.ReadAllBytesAsync(_store.BlobPath(_layer.Digest), TestContext.Current.CancellationToken);
        bytes[^9] ^= 1;
        await File.WriteAllBytesAsync(_store.BlobPath(_layer.Digest), bytes, TestContext.Current.CancellationToken);
        var answer = await _slipway.RunAsync(words);

        answer.ExitCode.ShouldNotBe(0);
        answer.Error.ShouldContain(_layer.Digest.ToString());
    }
}
