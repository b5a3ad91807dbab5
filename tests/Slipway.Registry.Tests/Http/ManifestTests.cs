// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Text;
using Slipway.Oci;

namespace Slipway.Registry.Tests;

public sealed class ManifestTests(RegistryFixture fixture) : IClassFixture<RegistryFixture>
{
    private readonly RegistryHttp _http = fixture.Http;
    private readonly string _repository = fixture.NewRepository();

    [Theory]
    [InlineData(MediaTypes.Manifest)]
    [InlineData(MediaTypes.DockerManifest)]
    public async Task A_manifest_comes_back_byte_for_byte_with_its_type(string mediaType)
    {
        var manifest = (await _http.MakeManifestAsync(_repository)).Replace(MediaTypes.Manifest, mediaType, StringComparison.Ordinal) + "\n ";
        var digest = Digest.Sha256(Encoding.UTF8.GetBytes(manifest));

        var put = await _http.PutManifestAsync(_repository, "1.0", manifest, $"{mediaType}; charset=utf-8");

        put.StatusCode.ShouldBe(HttpStatusCode.Created);
        put.Header("Docker-Content-Digest").ShouldBe(digest.ToString());
        put.Headers.Location!.OriginalString.ShouldBe($"/v2/{_repository}/manifests/{digest}");
        foreach (var reference in new[] { "1.0", digest.ToString() })
        {
            var got = await _http.GetAsync($"/v2/{_repository}/manifests/{reference}", ("Accept", "text/plain"));
            Encoding.UTF8.GetString(await got.BytesAsync()).ShouldBe(manifest);
            got.Header("Content-Type").ShouldBe(mediaType);
            got.Header("Docker-Content-Digest").ShouldBe(digest.ToString());
            got.Header("ETag").ShouldBe($"\"{digest}\"");
        }
    }

    [Fact]
    public async Task The_head_of_a_manifest_says_its_size_type_and_digest()
    {
        var digest = await _http.PushImageAsync(_repository, "1.0");

        var response = await _http.HeadAsync($"/v2/{_repository}/manifests/1.0");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentLength.ShouldNotBeNull().ShouldBeGreaterThan(100);
        response.Header("Content-Type").ShouldBe(MediaTypes.Manifest);
        response.Header("Docker-Content-Digest").ShouldBe(digest.ToString());
        (await response.BytesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_manifest_that_is_not_there_is_unknown()
    {
        await (await _http.GetAsync($"/v2/{_repository}/manifests/none")).ShouldBeErrorAsync(HttpStatusCode.NotFound, "MANIFEST_UNKNOWN");
        await (await _http.GetAsync($"/v2/{_repository}/manifests/{Digest.Sha256("x"u8)}")).ShouldBeErrorAsync(HttpStatusCode.NotFound, "MANIFEST_UNKNOWN");
    }

    [Fact]
    public async Task A_reference_with_a_colon_that_is_no_digest_is_refused()
    {
        await (await _http.GetAsync($"/v2/{_repository}/manifests/sha256:12")).ShouldBeErrorAsync(HttpStatusCode.BadRequest, "DIGEST_INVALID");
        await (await _http.PutManifestAsync(_repository, "sha256:12", "{}")).ShouldBeErrorAsync(HttpStatusCode.BadRequest, "DIGEST_INVALID");
        await (await _http.GetAsync($"/v2/{_repository}/manifests/-x")).ShouldBeErrorAsync(HttpStatusCode.BadRequest, "TAG_INVALID");
    }

    [Fact]
    public async Task A_manifest_of_another_digest_than_it_is_put_under_is_refused()
    {
        var manifest = await _http.MakeManifestAsync(_repository);

        await (await _http.PutManifestAsync(_repository, Digest.Sha256("other"u8).ToString(), manifest)).ShouldBeErrorAsync(HttpStatusCode.BadRequest, "DIGEST_INVALID");
    }

    [Fact]
    public async Task A_manifest_may_be_put_under_its_sha512()
    {
        var manifest = await _http.MakeManifestAsync(_repository);
        var digest = Digest.Sha512(Encoding.UTF8.GetBytes(manifest));

        var put = await _http.PutManifestAsync(_repository, digest.ToString(), manifest);

        put.StatusCode.ShouldBe(HttpStatusCode.Created);
        put.Header("Docker-Content-Digest").ShouldBe(digest.ToString());
        (await _http.GetAsync($"/v2/{_repository}/manifests/{digest}")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_manifest_that_names_absent_blobs_is_refused_with_an_error_for_each()
    {
        var (config, layer) = (Digest.Sha256("absent config"u8), Digest.Sha256("absent layer"u8));

        var response = await _http.PutManifestAsync(_repository, "1.0", RegistryHttp.Manifest(config, 5, layer, 5));

        var errors = await response.ShouldBeErrorAsync(HttpStatusCode.BadRequest, "MANIFEST_BLOB_UNKNOWN");
        errors.EnumerateArray().Select(static error => error.GetProperty("detail").GetString()).ShouldBe([config.ToString(), layer.ToString()], ignoreOrder: true);
        await (await _http.GetAsync($"/v2/{_repository}/tags/list")).ShouldBeErrorAsync(HttpStatusCode.NotFound, "NAME_UNKNOWN");
    }

    [Fact]
    public async Task A_blob_of_another_repository_does_not_make_a_manifest_whole()
    {
        var manifest = await _http.MakeManifestAsync(_repository);

        await (await _http.PutManifestAsync(fixture.NewRepository(), "1.0", manifest)).ShouldBeErrorAsync(HttpStatusCode.BadRequest, "MANIFEST_BLOB_UNKNOWN");
    }

    [Fact]
    public async Task A_manifest_that_says_a_wrong_size_is_refused()
    {
        var config = await _http.PushBlobAsync(_repository, "{}");
        var layer = await _http.PushBlobAsync(_repository, "five!");

        await (await _http.PutManifestAsync(_repository, "1.0", RegistryHttp.Manifest(config, 2, layer, 6))).ShouldBeErrorAsync(HttpStatusCode.BadRequest, "MANIFEST_INVALID");
    }

    [Theory]
    [InlineData("\"urls\":[\"https://example.com/layer\"],\"mediaType\":\"application/vnd.oci.image.layer.v1.tar\"")]
    [InlineData("\"mediaType\":\"application/vnd.oci.image.layer.nondistributable.v1.tar+gzip\"")]
    [InlineData("\"mediaType\":\"application/vnd.docker.image.rootfs.foreign.diff.tar.gzip\"")]
    public async Task Layers_that_registries_do_not_hold_need_not_be_there(string fields)
    {
        var config = await _http.PushBlobAsync(_repository, "{}");
        var manifest = $$"""{"schemaVersion":2,"config":{"mediaType":"{{MediaTypes.Config}}","digest":"{{config}}","size":2},"layers":[{ {{fields}},"digest":"{{Digest.Sha256("elsewhere"u8)}}","size":9}]}""";

        (await _http.PutManifestAsync(_repository, "1.0", manifest)).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task An_index_needs_its_images_first()
    {
        var manifest = await _http.MakeManifestAsync(_repository);
        var bytes = Encoding.UTF8.GetBytes(manifest);
        var index = RegistryHttp.Index((Digest.Sha256(bytes), bytes.Length));

        await (await _http.PutManifestAsync(_repository, "1.0", index, MediaTypes.Index)).ShouldBeErrorAsync(HttpStatusCode.BadRequest, "MANIFEST_BLOB_UNKNOWN");
        await _http.PutManifestAsync(_repository, Digest.Sha256(bytes).ToString(), manifest);
        (await _http.PutManifestAsync(_repository, "1.0", index, MediaTypes.Index)).StatusCode.ShouldBe(HttpStatusCode.Created);

        (await _http.GetAsync($"/v2/{_repository}/manifests/1.0")).Header("Content-Type").ShouldBe(MediaTypes.Index);
    }

    [Fact]
    public async Task A_type_that_is_not_known_is_stored_as_it_is()
    {
        const string manifest = """{"mediaType":"application/vnd.example+json","blobs":"of another meaning","layers":[1,2]}""";

        (await _http.PutManifestAsync(_repository, "1.0", manifest, "application/vnd.example+json")).StatusCode.ShouldBe(HttpStatusCode.Created);

        (await _http.GetAsync($"/v2/{_repository}/manifests/1.0").TextAsync()).ShouldBe(manifest);
    }

    [Fact]
    public async Task A_manifest_of_almost_four_megabytes_is_taken_and_a_larger_one_is_not()
    {
        var manifest = await _http.MakeManifestAsync(_repository);
        var annotations = $",\"annotations\":{{\"a\":\"{new string('x', 3_900_000)}\"}}}}";

        (await _http.PutManifestAsync(_repository, "large", manifest[..^1] + annotations)).StatusCode.ShouldBe(HttpStatusCode.Created);
        await (await _http.PutManifestAsync(_repository, "larger", manifest + new string(' ', ManifestBlob.MaxSize))).ShouldBeErrorAsync(HttpStatusCode.RequestEntityTooLarge, "MANIFEST_INVALID");

        (await (await _http.GetAsync($"/v2/{_repository}/manifests/large")).BytesAsync()).Length.ShouldBe(manifest.Length - 1 + annotations.Length);
    }

    [Fact]
    public async Task A_manifest_without_end_is_refused_when_it_is_too_large()
    {
        var request = new HttpRequestMessage(HttpMethod.Put, $"/v2/{_repository}/manifests/endless") { Content = new StreamContent(new EndlessStream()) };
        request.Content.Headers.ContentType = new(MediaTypes.Manifest);
        request.Headers.TransferEncodingChunked = true;

        try
        {
            var response = await _http.Client.SendAsync(request, RegistryHttp.Cancellation);
            response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        }
        catch (HttpRequestException)
        {
            // The connection was closed under the client's writing before it read the answer: refused all the same.
        }
        (await _http.HeadAsync($"/v2/{_repository}/manifests/endless")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_tag_moves_to_what_is_pushed_last()
    {
        var first = await _http.PushImageAsync(_repository, "latest", "one");
        var second = await _http.PushImageAsync(_repository, "latest", "two");

        (await _http.HeadAsync($"/v2/{_repository}/manifests/latest")).Header("Docker-Content-Digest").ShouldBe(second.ToString());
        (await _http.HeadAsync($"/v2/{_repository}/manifests/{first}")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_tag_that_is_taken_away_leaves_its_manifest()
    {
        var digest = await _http.PushImageAsync(_repository, "1.0");

        (await _http.DeleteAsync($"/v2/{_repository}/manifests/1.0")).StatusCode.ShouldBe(HttpStatusCode.Accepted);

        (await _http.HeadAsync($"/v2/{_repository}/manifests/1.0")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await _http.HeadAsync($"/v2/{_repository}/manifests/{digest}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await (await _http.DeleteAsync($"/v2/{_repository}/manifests/1.0")).ShouldBeErrorAsync(HttpStatusCode.NotFound, "MANIFEST_UNKNOWN");
    }

    [Fact]
    public async Task A_deleted_manifest_takes_all_its_tags_with_it()
    {
        var digest = await _http.PushImageAsync(_repository, "1.0");
        await _http.PushImageAsync(_repository, "latest");
        await _http.PushImageAsync(_repository, "other", "other");

        (await _http.DeleteAsync($"/v2/{_repository}/manifests/{digest}")).StatusCode.ShouldBe(HttpStatusCode.Accepted);

        (await (await _http.GetAsync($"/v2/{_repository}/tags/list")).ListAsync("tags")).ShouldBe(["other"]);
        await (await _http.DeleteAsync($"/v2/{_repository}/manifests/{digest}")).ShouldBeErrorAsync(HttpStatusCode.NotFound, "MANIFEST_UNKNOWN");
    }

    [Fact]
    public async Task Tags_by_parameter_go_with_a_digest_alone()
    {
        await (await _http.PutManifestAsync(_repository, "a?tag=b", await _http.MakeManifestAsync(_repository))).ShouldBeErrorAsync(HttpStatusCode.BadRequest, "TAG_INVALID");

        (await (await _http.GetAsync($"/v2/{_repository}/tags/list")).ListAsync("tags")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_push_by_digest_may_set_tags()
    {
        var manifest = await _http.MakeManifestAsync(_repository);
        var digest = Digest.Sha256(Encoding.UTF8.GetBytes(manifest));

        var response = await _http.PutManifestAsync(_repository, $"{digest}?tag=a&tag=b", manifest);

        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        response.Header("OCI-Tag").ShouldBe("a, b");
        (await (await _http.GetAsync($"/v2/{_repository}/tags/list")).ListAsync("tags")).ShouldBe(["a", "b"]);
        await (await _http.PutManifestAsync(_repository, $"{digest}?tag=a&tag=-b", manifest)).ShouldBeErrorAsync(HttpStatusCode.BadRequest, "TAG_INVALID");
        var many = string.Join('&', Enumerable.Range(0, 100).Select(static number => $"tag=t{number}"));
        (await _http.PutManifestAsync(_repository, $"{digest}?{many}", manifest)).StatusCode.ShouldBe(HttpStatusCode.RequestUriTooLong);
    }

    private sealed class EndlessStream : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            buffer.AsSpan(offset, count).Fill((byte)' ');
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
