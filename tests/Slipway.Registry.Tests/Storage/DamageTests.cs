// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Slipway.Oci;

namespace Slipway.Registry.Tests;

/// <summary>Files that something has damaged: never served as if they were right, and healed by a plain push.</summary>
public sealed class DamageTests(RegistryFixture fixture) : IClassFixture<RegistryFixture>
{
    private readonly RegistryHttp _http = fixture.Http;
    private readonly string _repository = fixture.NewRepository();

    public static TheoryData<string, int> Damages => new()
    {
        { "flipped at its start", 1000 },
        { "flipped at its end", 1000 },
        { "truncated", 1000 },
        { "emptied", 1000 },
        { "extended", 1000 },
        { "removed", 1000 },
        { "flipped at its start", 3_000_000 },
        { "flipped at its end", 3_000_000 },
        { "truncated", 3_000_000 },
        { "removed", 3_000_000 },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task A_damaged_blob_is_never_read_whole_and_counts_as_absent_until_it_is_pushed_again(string damage, int size)
    {
        var content = new byte[size];
        new Random(damage.Sum(static letter => letter) + size).NextBytes(content);
        var digest = await _http.PushBlobAsync(_repository, content);
        Damage(FileOf(digest), damage);

        await ShouldNotBeReadWholeAsync(digest);
        (await _http.HeadAsync($"/v2/{_repository}/blobs/{digest}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await _http.PutManifestAsync(_repository, "1.0", RegistryHttp.Manifest(await _http.PushBlobAsync(_repository, "{}"), 2, digest, size))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        await _http.PushBlobAsync(_repository, content);

        (await (await _http.GetAsync($"/v2/{_repository}/blobs/{digest}")).BytesAsync()).ShouldBe(content);
        (await _http.HeadAsync($"/v2/{_repository}/blobs/{digest}")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task A_blob_that_is_damaged_after_it_was_found_right_is_never_read_whole(string damage, int size)
    {
        var content = new byte[size];
        new Random(size - damage.Length).NextBytes(content);
        var digest = await _http.PushBlobAsync(_repository, content);
        for (var turn = 0; turn < 2; turn++)
            (await (await _http.GetAsync($"/v2/{_repository}/blobs/{digest}")).BytesAsync()).ShouldBe(content);

        Damage(FileOf(digest), damage);

        await ShouldNotBeReadWholeAsync(digest);
    }

    [Fact]
    public async Task A_file_that_was_found_right_and_is_only_touched_is_still_served()
    {
        var digest = await _http.PushBlobAsync(_repository, "touched and not changed");
        await _http.GetAsync($"/v2/{_repository}/blobs/{digest}").TextAsync();

        File.SetLastWriteTimeUtc(FileOf(digest), DateTime.UnixEpoch);

        (await _http.GetAsync($"/v2/{_repository}/blobs/{digest}").TextAsync()).ShouldBe("touched and not changed");
    }

    [Theory]
    [InlineData("truncated")]
    [InlineData("removed")]
    public async Task A_file_of_another_size_is_noticed_by_a_look_alone(string damage)
    {
        var digest = await _http.PushBlobAsync(_repository, $"{damage} and noticed");
        Damage(FileOf(digest), damage);

        (await _http.HeadAsync($"/v2/{_repository}/blobs/{digest}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_part_of_a_damaged_blob_is_not_served()
    {
        var digest = await _http.PushBlobAsync(_repository, Enumerable.Repeat((byte)7, 9999).ToArray());
        Damage(FileOf(digest), "flipped at its end");

        var response = await _http.GetAsync($"/v2/{_repository}/blobs/{digest}", ("Range", "bytes=0-10"));

        await response.ShouldBeErrorAsync(HttpStatusCode.NotFound, "BLOB_UNKNOWN");
    }

    [Fact]
    public async Task A_damaged_blob_is_mounted_nowhere()
    {
        var digest = await _http.PushBlobAsync(_repository, new byte[6000]);
        Damage(FileOf(digest), "truncated");

        (await _http.SendAsync("POST", $"/v2/{fixture.NewRepository()}/blobs/uploads/?mount={digest}&from={_repository}")).StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task What_holds_images_of_a_damaged_blob_is_healed_by_a_push_to_anywhere()
    {
        var image = await _http.PushImageAsync(_repository, "1.0", "of both");
        var digest = Digest.Sha256("of both"u8);
        Damage(FileOf(digest), "flipped at its start");
        await ShouldNotBeReadWholeAsync(digest);

        await _http.PushBlobAsync(fixture.NewRepository(), "of both");

        (await _http.HeadAsync($"/v2/{_repository}/manifests/{image}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _http.GetAsync($"/v2/{_repository}/blobs/{digest}").TextAsync()).ShouldBe("of both");
    }

    private async Task ShouldNotBeReadWholeAsync(Digest digest)
    {
        try
        {
            var response = await _http.GetAsync($"/v2/{_repository}/blobs/{digest}");
            await response.ShouldBeErrorAsync(HttpStatusCode.NotFound, "BLOB_UNKNOWN");
        }
        catch (HttpRequestException)
        {
            // The connection broke before the last bytes: the client knows that it hasn't everything.
        }
    }

    private string FileOf(Digest digest) =>
        Directory.GetFiles(Path.Combine(fixture.Registry.Root, "data/blobs/sha256", digest.Hex[..2]), $"{digest.Hex}.*").ShouldHaveSingleItem();

    private static void Damage(string file, string damage)
    {
        if (damage == "removed")
        {
            File.Delete(file);
            return;
        }
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        switch (damage)
        {
            case "truncated":
                stream.SetLength(stream.Length / 2);
                break;
            case "emptied":
                stream.SetLength(0);
                break;
            case "extended":
                stream.SetLength(stream.Length + 1);
                break;
            default:
                stream.Position = damage == "flipped at its start" ? 0 : stream.Length - 1;
                var value = stream.ReadByte();
                stream.Position--;
                stream.WriteByte((byte)(value ^ 1));
                break;
        }
    }
}
