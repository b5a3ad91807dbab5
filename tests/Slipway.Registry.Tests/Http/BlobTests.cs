// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Text;
using Slipway.Oci;

namespace Slipway.Registry.Tests;

public sealed class BlobTests(RegistryFixture fixture) : IClassFixture<RegistryFixture>
{
    private static readonly byte[] Content = Encoding.UTF8.GetBytes("0123456789");
    private readonly RegistryHttp _http = fixture.Http;
    private readonly string _repository = fixture.NewRepository();

    [Fact]
    public async Task A_pulled_blob_has_the_bytes_and_says_what_it_is()
    {
        var content = new byte[3_000_000];
        new Random(1).NextBytes(content);
        var digest = await _http.PushBlobAsync(_repository, content);

        var response = await _http.GetAsync($"/v2/{_repository}/blobs/{digest}");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.BytesAsync()).ShouldBe(content);
        response.Content.Headers.ContentLength.ShouldBe(content.Length);
        response.Header("Docker-Content-Digest").ShouldBe(digest.ToString());
        response.Header("ETag").ShouldBe($"\"{digest}\"");
        response.Header("Accept-Ranges").ShouldBe("bytes");
        response.Header("Cache-Control").ShouldBe("max-age=31536000");
        response.Header("Docker-Distribution-Api-Version").ShouldBe("registry/2.0");
        response.Header("X-Content-Type-Options").ShouldBe("nosniff");
    }

    // Around what is read at once, and what is handed to the connection at once.
    [Theory]
    [InlineData(BlobBody.ChunkSize, 0)]
    [InlineData(BlobBody.ChunkSize, 1)]
    [InlineData(2 * BlobBody.ChunkSize, 0)]
    [InlineData(BlobBody.FlushSize, -1)]
    [InlineData(BlobBody.FlushSize, 0)]
    [InlineData(BlobBody.FlushSize, 1)]
    [InlineData(BlobBody.FlushSize + BlobBody.ChunkSize, 0)]
    [InlineData(BlobBody.FlushSize + BlobBody.ChunkSize, 1)]
    [InlineData(2 * BlobBody.FlushSize, -1)]
    public async Task A_blob_of_any_size_is_pulled_whole_again_and_again_and_in_part(int size, int more)
    {
        var content = new byte[size + more];
        new Random(size + more).NextBytes(content);
        var digest = await _http.PushBlobAsync(_repository, content);

        // The first time its digest is taken on the way, and then it is known.
        for (var time = 0; time < 3; time++)
            (await (await _http.GetAsync($"/v2/{_repository}/blobs/{digest}")).BytesAsync()).AsSpan().SequenceEqual(content).ShouldBeTrue();
        (await (await _http.GetAsync($"/v2/{_repository}/blobs/{digest}", ("Range", "bytes=1-"))).BytesAsync()).AsSpan().SequenceEqual(content.AsSpan(1)).ShouldBeTrue();
    }

    [Fact]
    public async Task The_head_of_a_blob_says_its_size_and_digest()
    {
        var digest = await _http.PushBlobAsync(_repository, Content);

        var response = await _http.HeadAsync($"/v2/{_repository}/blobs/{digest}");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentLength.ShouldBe(10);
        response.Header("Docker-Content-Digest").ShouldBe(digest.ToString());
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    public async Task A_blob_that_is_not_there_is_unknown(string method)
    {
        var response = await _http.SendAsync(method, $"/v2/{_repository}/blobs/{Digest.Sha256("none"u8)}");

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        if (method == "GET")
            await response.ShouldBeErrorAsync(HttpStatusCode.NotFound, "BLOB_UNKNOWN");
        response.Header("Cache-Control").ShouldBeNull();
    }

    [Fact]
    public async Task A_blob_of_another_repository_is_unknown()
    {
        var digest = await _http.PushBlobAsync(_repository, Content);

        await (await _http.GetAsync($"/v2/{fixture.NewRepository()}/blobs/{digest}")).ShouldBeErrorAsync(HttpStatusCode.NotFound, "BLOB_UNKNOWN");
    }

    [Theory]
    [InlineData("sha256:0123")]
    [InlineData("sha256:ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789")]
    [InlineData("md5:d41d8cd98f00b204e9800998ecf8427e")]
    [InlineData("latest")]
    public async Task What_is_no_digest_is_refused(string digest) =>
        await (await _http.GetAsync($"/v2/{_repository}/blobs/{digest}")).ShouldBeErrorAsync(HttpStatusCode.BadRequest, "DIGEST_INVALID");

    [Theory]
    [InlineData("bytes=0-3", "0123", "bytes 0-3/10")]
    [InlineData("bytes=4-", "456789", "bytes 4-9/10")]
    [InlineData("bytes=-3", "789", "bytes 7-9/10")]
    [InlineData("bytes=8-100", "89", "bytes 8-9/10")]
    [InlineData("bytes=-100", "0123456789", "bytes 0-9/10")]
    [InlineData("bytes=9-9", "9", "bytes 9-9/10")]
    [InlineData("bytes=2-3,100-200", "23", "bytes 2-3/10")]
    public async Task A_part_of_a_blob_is_the_part_that_was_asked_for(string range, string part, string contentRange)
    {
        var digest = await _http.PushBlobAsync(_repository, Content);

        var response = await _http.GetAsync($"/v2/{_repository}/blobs/{digest}", ("Range", range));

        response.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        Encoding.UTF8.GetString(await response.BytesAsync()).ShouldBe(part);
        response.Header("Content-Range").ShouldBe(contentRange);
        response.Content.Headers.ContentLength.ShouldBe(part.Length);
    }

    [Theory]
    [InlineData("bytes=10-")]
    [InlineData("bytes=500-0")]
    [InlineData("bytes=5-4")]
    [InlineData("bytes=100-200")]
    [InlineData("bytes=100-200,20-30")]
    [InlineData("bytes=-0")]
    public async Task A_part_outside_of_a_blob_is_refused(string range)
    {
        var digest = await _http.PushBlobAsync(_repository, Content);

        var response = await _http.GetAsync($"/v2/{_repository}/blobs/{digest}", ("Range", range));

        await response.ShouldBeErrorAsync(HttpStatusCode.RequestedRangeNotSatisfiable, "RANGE_INVALID");
        response.Header("Content-Range").ShouldBe("bytes */10");
    }

    [Theory]
    [InlineData("lines=0-1")]
    [InlineData("bytes=x-1")]
    [InlineData("bytes=0-1,x-2")]
    [InlineData("bytes=0-5,5-7")]
    [InlineData("bytes=8-,-3")]
    [InlineData("bytes=0-0,0-0")]
    [InlineData("bytes=")]
    public async Task Ranges_of_other_forms_get_the_whole(string range)
    {
        var digest = await _http.PushBlobAsync(_repository, Content);

        var response = await _http.GetAsync($"/v2/{_repository}/blobs/{digest}", ("Range", range));

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.BytesAsync()).ShouldBe(Content);
    }

    [Theory]
    [InlineData("bytes=0-1,4-5", "01,45")]
    [InlineData("bytes=7-, 0-0 ,3-4", "789,0,34")]
    [InlineData("bytes=-2,1-1", "89,1")]
    public async Task Several_parts_of_a_blob_come_one_after_the_other(string range, string parts)
    {
        var digest = await _http.PushBlobAsync(_repository, Content);

        var response = await _http.GetAsync($"/v2/{_repository}/blobs/{digest}", ("Range", range));

        response.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        var body = await response.BytesAsync();
        response.Content.Headers.ContentLength.ShouldBe(body.Length);
        response.Header("Content-Range").ShouldBeNull();
        (await ReadPartsAsync(response.Header("Content-Type")!, body)).ShouldBe(parts.Split(','));
    }

    [Fact]
    public async Task Parts_of_a_large_blob_are_its_bytes()
    {
        var content = new byte[2_000_000];
        new Random(6).NextBytes(content);
        var digest = await _http.PushBlobAsync(_repository, content);
        var starts = Enumerable.Range(0, 1000).Select(static number => number * 2000).ToArray();

        var response = await _http.GetAsync($"/v2/{_repository}/blobs/{digest}", ("Range", $"bytes={string.Join(',', starts.Select(static start => $"{start}-{start + 999}"))}"));

        var parts = await ReadPartsAsync(response.Header("Content-Type")!, await response.BytesAsync(), Encoding.Latin1);
        parts.ShouldBe(starts.Select(start => Encoding.Latin1.GetString(content, start, 1000)));
    }

    [Fact]
    public async Task More_parts_than_are_sent_at_once_are_refused_so_that_the_client_asks_for_fewer()
    {
        var digest = await _http.PushBlobAsync(_repository, new byte[10_000]);

        var response = await _http.GetAsync($"/v2/{_repository}/blobs/{digest}", ("Range", $"bytes={string.Join(',', Enumerable.Range(0, 1025).Select(static number => $"{number * 2}-{number * 2}"))}"));

        await response.ShouldBeErrorAsync(HttpStatusCode.BadRequest, "RANGE_INVALID");
    }

    [Fact]
    public async Task A_range_of_something_else_than_was_seen_before_gets_the_whole()
    {
        var digest = await _http.PushBlobAsync(_repository, Content);

        var other = await _http.GetAsync($"/v2/{_repository}/blobs/{digest}", ("Range", "bytes=0-1"), ("If-Range", "\"other\""));
        var same = await _http.GetAsync($"/v2/{_repository}/blobs/{digest}", ("Range", "bytes=0-1"), ("If-Range", $"\"{digest}\""));

        other.StatusCode.ShouldBe(HttpStatusCode.OK);
        same.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
    }

    [Fact]
    public async Task A_blob_that_the_client_has_is_not_sent_again()
    {
        var digest = await _http.PushBlobAsync(_repository, Content);

        var response = await _http.GetAsync($"/v2/{_repository}/blobs/{digest}", ("If-None-Match", $"\"{digest}\""));

        response.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task A_deleted_blob_is_gone_from_its_repository_alone()
    {
        var other = fixture.NewRepository();
        var digest = await _http.PushBlobAsync(_repository, Content);
        await _http.PushBlobAsync(other, Content);

        (await _http.DeleteAsync($"/v2/{_repository}/blobs/{digest}")).StatusCode.ShouldBe(HttpStatusCode.Accepted);

        (await _http.HeadAsync($"/v2/{_repository}/blobs/{digest}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await _http.HeadAsync($"/v2/{other}/blobs/{digest}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await (await _http.DeleteAsync($"/v2/{_repository}/blobs/{digest}")).ShouldBeErrorAsync(HttpStatusCode.NotFound, "BLOB_UNKNOWN");
    }

    // ASP.NET's reader of multipart bodies, which must find each part where its Content-Range says.
    private static async Task<List<string>> ReadPartsAsync(string contentType, byte[] body, Encoding? encoding = null)
    {
        var type = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(contentType);
        type.MediaType.ShouldBe("multipart/byteranges");
        var reader = new Microsoft.AspNetCore.WebUtilities.MultipartReader(type.Parameters.ShouldHaveSingleItem().Value!, new MemoryStream(body));
        var parts = new List<string>();
        while (await reader.ReadNextSectionAsync(RegistryHttp.Cancellation) is { } section)
        {
            section.ContentType.ShouldBe("application/octet-stream");
            var bytes = new MemoryStream();
            await section.Body.CopyToAsync(bytes, RegistryHttp.Cancellation);
            var range = System.Net.Http.Headers.ContentRangeHeaderValue.Parse(section.Headers!["Content-Range"].ToString());
            (range.To - range.From + 1).ShouldBe(bytes.Length);
            parts.Add((encoding ?? Encoding.UTF8).GetString(bytes.ToArray()));
        }
        return parts;
    }

    [Fact]
    public async Task The_escaped_colon_of_a_digest_is_understood()
    {
        var digest = await _http.PushBlobAsync(_repository, Content);

        (await _http.GetAsync($"/v2/{_repository}/blobs/sha256%3A{digest.Hex}")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
