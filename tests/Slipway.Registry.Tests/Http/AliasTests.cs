// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Text;
using System.Text.Json;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Registry.Tests;

/// <summary>Content has one identity by sha256 and another by sha512, and is kept once.</summary>
public sealed class AliasTests(RegistryFixture fixture) : IClassFixture<RegistryFixture>
{
    private readonly RegistryHttp _http = fixture.Http;
    private readonly string _repository = fixture.NewRepository();
    private readonly byte[] _content = Guid.NewGuid().ToByteArray();

    private Digest Sha256 => Digest.Sha256(_content);

    private Digest Sha512 => Digest.Sha512(_content);

    [Theory]
    [InlineData("?digest-algorithm=sha512", true)]
    [InlineData("?digest-algorithm=sha512", false)]
    [InlineData("", true)]
    public async Task A_blob_that_was_pushed_by_its_sha512_is_found_by_both(string query, bool isPushedBySha512)
    {
        var upload = await _http.StartUploadAsync(_repository, query);

        (await _http.SendAsync("PUT", $"{upload}?digest={(isPushedBySha512 ? Sha512 : Sha256)}", _content)).StatusCode.ShouldBe(HttpStatusCode.Created);

        foreach (var digest in new[] { Sha256, Sha512 })
        {
            var response = await _http.GetAsync($"/v2/{_repository}/blobs/{digest}");
            (await response.BytesAsync()).ShouldBe(_content);
            response.Header("Docker-Content-Digest").ShouldBe(digest.ToString());
            (await _http.HeadAsync($"/v2/{_repository}/blobs/{digest}")).Header("Docker-Content-Digest").ShouldBe(digest.ToString());
        }
    }

    [Fact]
    public async Task A_blob_that_was_pushed_by_both_has_one_file()
    {
        foreach (var digest in new[] { Sha256, Sha512 })
            (await _http.SendAsync("POST", $"/v2/{_repository}/blobs/uploads/?digest={digest}", _content)).StatusCode.ShouldBe(HttpStatusCode.Created);

        Directory.GetFiles(Path.Combine(fixture.Registry.Root, "data/blobs"), $"{Sha256.Hex}.*", SearchOption.AllDirectories).ShouldHaveSingleItem();
        Directory.GetFiles(Path.Combine(fixture.Registry.Root, "data/blobs"), $"{Sha512.Hex}.*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_blob_that_nobody_named_by_its_sha512_is_not_found_by_it()
    {
        await _http.PushBlobAsync(_repository, _content);

        (await _http.HeadAsync($"/v2/{_repository}/blobs/{Sha512}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("other bytes than these", "?digest-algorithm=sha512")]
    [InlineData("other bytes than these", "")]
    public async Task Bytes_of_another_sha512_are_refused(string other, string query)
    {
        var upload = await _http.StartUploadAsync(_repository, query);

        await (await _http.SendAsync("PUT", $"{upload}?digest={Digest.Sha512(Encoding.UTF8.GetBytes(other))}", _content)).ShouldBeErrorAsync(HttpStatusCode.BadRequest, "DIGEST_INVALID");
        (await _http.HeadAsync($"/v2/{_repository}/blobs/{Sha256}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_blob_is_mounted_and_deleted_by_either_name()
    {
        var other = fixture.NewRepository();
        await _http.SendAsync("POST", $"/v2/{_repository}/blobs/uploads/?digest={Sha512}", _content);

        var mounted = await _http.SendAsync("POST", $"/v2/{other}/blobs/uploads/?mount={Sha512}&from={_repository}");
        (await _http.DeleteAsync($"/v2/{_repository}/blobs/{Sha256}")).StatusCode.ShouldBe(HttpStatusCode.Accepted);

        mounted.StatusCode.ShouldBe(HttpStatusCode.Created);
        mounted.Header("Docker-Content-Digest").ShouldBe(Sha512.ToString());
        (await _http.HeadAsync($"/v2/{other}/blobs/{Sha256}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _http.HeadAsync($"/v2/{_repository}/blobs/{Sha512}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_image_that_was_pushed_by_both_is_one_image()
    {
        var manifest = await _http.MakeManifestAsync(_repository, Convert.ToHexString(_content));
        var bytes = Encoding.UTF8.GetBytes(manifest);
        var (short256, long512) = (Digest.Sha256(bytes), Digest.Sha512(bytes));

        (await _http.PutManifestAsync(_repository, $"{long512}?tag=long", manifest)).Header("Docker-Content-Digest").ShouldBe(long512.ToString());
        (await _http.PutManifestAsync(_repository, $"{short256}?tag=short", manifest)).Header("Docker-Content-Digest").ShouldBe(short256.ToString());

        foreach (var digest in new[] { short256, long512 })
            (await _http.GetAsync($"/v2/{_repository}/manifests/{digest}")).Header("Docker-Content-Digest").ShouldBe(digest.ToString());
        (await _http.HeadAsync($"/v2/{_repository}/manifests/long")).Header("Docker-Content-Digest").ShouldBe(long512.ToString());
        (await _http.DeleteAsync($"/v2/{_repository}/manifests/{short256}")).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await _http.HeadAsync($"/v2/{_repository}/manifests/{long512}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await (await _http.GetAsync($"/v2/{_repository}/tags/list")).ListAsync("tags")).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_image_that_was_pushed_by_its_sha256_first_is_found_by_its_sha512_later()
    {
        var manifest = await _http.MakeManifestAsync(_repository, Convert.ToHexString(_content));
        var long512 = Digest.Sha512(Encoding.UTF8.GetBytes(manifest));
        await _http.PutManifestAsync(_repository, "1.0", manifest);

        (await _http.HeadAsync($"/v2/{_repository}/manifests/{long512}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await _http.PutManifestAsync(_repository, long512.ToString(), manifest);

        (await _http.HeadAsync($"/v2/{_repository}/manifests/{long512}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _http.HeadAsync($"/v2/{_repository}/manifests/1.0")).Header("Docker-Content-Digest").ShouldBe(Digest.Sha256(Encoding.UTF8.GetBytes(manifest)).ToString());
        (await _http.PutManifestAsync(_repository, "1.0", manifest, MediaTypes.Manifest, ("If-Match", $"\"{long512}\""))).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task What_refers_to_either_name_of_an_image_is_listed_for_both()
    {
        var subject = Encoding.UTF8.GetBytes(await _http.MakeManifestAsync(_repository, Convert.ToHexString(_content)));
        await _http.PutManifestAsync(_repository, Digest.Sha512(subject).ToString(), Encoding.UTF8.GetString(subject));
        foreach (var named in new[] { Digest.Sha256(subject), Digest.Sha512(subject) })
            await _http.PushImageOfSubjectAsync(_repository, named, subject.Length);

        foreach (var asked in new[] { Digest.Sha256(subject), Digest.Sha512(subject) })
        {
            using var list = JsonDocument.Parse(await (await _http.GetAsync($"/v2/{_repository}/referrers/{asked}")).BytesAsync());
            list.RootElement.GetProperty("manifests").GetArrayLength().ShouldBe(2);
        }
    }

    [Fact]
    public async Task A_manifest_may_name_its_blobs_by_sha512()
    {
        await _http.PushBlobAsync(_repository, "{}");
        await _http.SendAsync("POST", $"/v2/{_repository}/blobs/uploads/?digest={Sha512}", _content);

        (await _http.PutManifestAsync(_repository, "1.0", RegistryHttp.Manifest(Digest.Sha256("{}"u8), 2, Sha512, _content.Length))).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_damaged_blob_is_not_served_by_its_sha512_either()
    {
        await _http.SendAsync("POST", $"/v2/{_repository}/blobs/uploads/?digest={Sha512}", _content);
        var file = Directory.GetFiles(Path.Combine(fixture.Registry.Root, "data/blobs"), $"{Sha256.Hex}.*", SearchOption.AllDirectories).ShouldHaveSingleItem();
        var bytes = await File.ReadAllBytesAsync(file, RegistryHttp.Cancellation);
        bytes[3] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, RegistryHttp.Cancellation);

        (await _http.GetAsync($"/v2/{_repository}/blobs/{Sha512}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_an_index_names_by_sha512_is_not_collected_as_untagged()
    {
        await using var registry = await TestRegistry.StartAsync(RegistryHttp.Cancellation, static options => options with
        {
            Collection = new() { Grace = TimeSpan.Zero, Untagged = UntaggedManifests.Remove },
        });
        using var http = new RegistryHttp(registry);
        var manifest = Encoding.UTF8.GetBytes(await http.MakeManifestAsync("team/app"));
        await http.PutManifestAsync("team/app", Digest.Sha256(manifest).ToString(), Encoding.UTF8.GetString(manifest));
        await http.PutManifestAsync("team/app", Digest.Sha512(manifest).ToString(), Encoding.UTF8.GetString(manifest));
        (await http.PutManifestAsync("team/app", "1.0", RegistryHttp.Index((Digest.Sha512(manifest), manifest.Length)), MediaTypes.Index)).StatusCode.ShouldBe(HttpStatusCode.Created);
        await Task.Delay(10, RegistryHttp.Cancellation);

        await registry.Server.Storage.Collector.CollectAsync(CollectionMode.Collect, RegistryHttp.Cancellation);

        (await http.HeadAsync($"/v2/team/app/manifests/{Digest.Sha512(manifest)}")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
