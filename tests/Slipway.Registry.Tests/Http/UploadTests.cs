// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;
using System.Text;
using Slipway.Oci;

namespace Slipway.Registry.Tests;

public sealed class UploadTests(RegistryFixture fixture) : IClassFixture<RegistryFixture>
{
    private static readonly byte[] Content = Encoding.UTF8.GetBytes("a layer of some bytes");
    private static readonly Digest Name = Digest.Sha256(Content);
    private readonly RegistryHttp _http = fixture.Http;
    private readonly string _repository = fixture.NewRepository();

    [Fact]
    public async Task An_upload_begins_with_a_place_to_go_on_at()
    {
        var response = await _http.SendAsync("POST", $"/v2/{_repository}/blobs/uploads/");

        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        response.Header("Range").ShouldBe("0-0");
        var id = response.Header("Docker-Upload-UUID").ShouldNotBeNull();
        response.Headers.Location!.OriginalString.ShouldBe($"/v2/{_repository}/blobs/uploads/{id}");
        response.Content.Headers.ContentLength.ShouldBe(0);
    }

    [Fact]
    public async Task The_slash_after_uploads_may_be_left_out() =>
        (await _http.SendAsync("POST", $"/v2/{_repository}/blobs/uploads")).StatusCode.ShouldBe(HttpStatusCode.Accepted);

    [Fact]
    public async Task One_post_brings_a_whole_blob()
    {
        var response = await _http.SendAsync("POST", $"/v2/{_repository}/blobs/uploads/?digest={Name}", Content);

        await ShouldBeCreatedAsync(response, Name, Content);
    }

    [Fact]
    public async Task A_post_and_a_put_bring_a_whole_blob()
    {
        var upload = await _http.StartUploadAsync(_repository);

        var response = await _http.SendAsync("PUT", $"{upload}?digest={Name}", Content);

        await ShouldBeCreatedAsync(response, Name, Content);
    }

    [Fact]
    public async Task A_stream_of_unknown_length_is_taken_as_it_comes()
    {
        var content = new byte[1_500_000];
        new Random(2).NextBytes(content);
        var upload = await _http.StartUploadAsync(_repository);
        var request = new HttpRequestMessage(HttpMethod.Patch, upload) { Content = new StreamContent(new MemoryStream(content)) };
        request.Headers.TransferEncodingChunked = true;

        var patched = await _http.Client.SendAsync(request, RegistryHttp.Cancellation);
        var response = await _http.SendAsync("PUT", $"{upload}?digest={Digest.Sha256(content)}");

        patched.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        patched.Header("Range").ShouldBe($"0-{content.Length - 1}");
        patched.Header("Docker-Upload-UUID").ShouldNotBeNull();
        await ShouldBeCreatedAsync(response, Digest.Sha256(content), content);
    }

    [Fact]
    public async Task Chunks_in_order_make_a_blob()
    {
        var upload = await _http.StartUploadAsync(_repository);

        var first = await _http.SendAsync("PATCH", upload, Content[..5], ("Content-Range", "0-4"));
        var second = await _http.SendAsync("PATCH", upload, Content[5..10], ("Content-Range", "bytes 5-9/*"));
        var last = await _http.SendAsync("PUT", $"{upload}?digest={Name}", Content[10..], ("Content-Range", $"10-{Content.Length - 1}"));

        first.Header("Range").ShouldBe("0-4");
        second.Header("Range").ShouldBe("0-9");
        await ShouldBeCreatedAsync(last, Name, Content);
    }

    [Theory]
    [InlineData("PATCH", "7-11")]
    [InlineData("PATCH", "0-4")]
    [InlineData("PATCH", "5-8")]
    [InlineData("PUT", "7-11")]
    public async Task A_chunk_out_of_order_is_refused_and_the_upload_goes_on(string method, string range)
    {
        var upload = await _http.StartUploadAsync(_repository);
        await _http.SendAsync("PATCH", upload, Content[..5], ("Content-Range", "0-4"));

        var refused = await _http.SendAsync(method, $"{upload}?digest={Name}", Content[5..10], ("Content-Range", range));

        await refused.ShouldBeErrorAsync(HttpStatusCode.RequestedRangeNotSatisfiable, "RANGE_INVALID");
        refused.Headers.Location!.OriginalString.ShouldBe(upload);
        refused.Header("Range").ShouldBe("0-4");
        await ShouldBeCreatedAsync(await _http.SendAsync("PUT", $"{upload}?digest={Name}", Content[5..]), Name, Content);
    }

    [Fact]
    public async Task What_is_no_content_range_is_refused()
    {
        var upload = await _http.StartUploadAsync(_repository);

        await (await _http.SendAsync("PATCH", upload, Content, ("Content-Range", "all of it"))).ShouldBeErrorAsync(HttpStatusCode.BadRequest, "BLOB_UPLOAD_INVALID");
    }

    [Fact]
    public async Task An_upload_says_how_far_it_is()
    {
        var upload = await _http.StartUploadAsync(_repository);
        await _http.SendAsync("PATCH", upload, Content[..5]);

        var response = await _http.GetAsync(upload);

        response.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        response.Header("Range").ShouldBe("0-4");
        response.Headers.Location!.OriginalString.ShouldBe(upload);
        response.Header("Docker-Upload-UUID").ShouldNotBeNull();
    }

    [Fact]
    public async Task A_cancelled_upload_is_gone()
    {
        var upload = await _http.StartUploadAsync(_repository);

        (await _http.DeleteAsync(upload)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        await (await _http.GetAsync(upload)).ShouldBeErrorAsync(HttpStatusCode.NotFound, "BLOB_UPLOAD_UNKNOWN");
        await (await _http.DeleteAsync(upload)).ShouldBeErrorAsync(HttpStatusCode.NotFound, "BLOB_UPLOAD_UNKNOWN");
    }

    [Fact]
    public async Task An_upload_to_one_repository_is_unknown_in_another()
    {
        var upload = await _http.StartUploadAsync(_repository);

        var response = await _http.GetAsync(upload.Replace(_repository, fixture.NewRepository(), StringComparison.Ordinal));

        await response.ShouldBeErrorAsync(HttpStatusCode.NotFound, "BLOB_UPLOAD_UNKNOWN");
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    public async Task Bytes_of_another_digest_are_refused_and_forgotten(string method)
    {
        var wrong = Digest.Sha256("other bytes"u8);
        var upload = method == "POST" ? $"/v2/{_repository}/blobs/uploads/" : await _http.StartUploadAsync(_repository);

        var response = await _http.SendAsync(method, $"{upload}?digest={wrong}", Content);

        await response.ShouldBeErrorAsync(HttpStatusCode.BadRequest, "DIGEST_INVALID");
        (await _http.HeadAsync($"/v2/{_repository}/blobs/{wrong}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await _http.HeadAsync($"/v2/{_repository}/blobs/{Name}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        if (method == "PUT")
            await (await _http.GetAsync(upload)).ShouldBeErrorAsync(HttpStatusCode.NotFound, "BLOB_UPLOAD_UNKNOWN");
    }

    [Theory]
    [InlineData("")]
    [InlineData("?digest=sha256:12")]
    public async Task An_upload_does_not_end_without_a_digest(string query)
    {
        var upload = await _http.StartUploadAsync(_repository);

        await (await _http.SendAsync("PUT", upload + query, Content)).ShouldBeErrorAsync(HttpStatusCode.BadRequest, "DIGEST_INVALID");

        await ShouldBeCreatedAsync(await _http.SendAsync("PUT", $"{upload}?digest={Name}", Content), Name, Content);
    }

    [Fact]
    public async Task An_empty_blob_is_a_blob()
    {
        var empty = Digest.Sha256([]);
        var upload = await _http.StartUploadAsync(_repository);
        await _http.SendAsync("PATCH", upload, []);

        await ShouldBeCreatedAsync(await _http.SendAsync("PUT", $"{upload}?digest={empty}"), empty, []);
        await ShouldBeCreatedAsync(await _http.SendAsync("POST", $"/v2/{_repository}/blobs/uploads/?digest={empty}"), empty, []);
    }

    [Theory]
    [InlineData("?digest-algorithm=sha512")]
    [InlineData("")]
    public async Task A_blob_may_be_named_by_sha512(string query)
    {
        var digest = Digest.Sha512(Content);
        var upload = await _http.StartUploadAsync(_repository, query);
        await _http.SendAsync("PATCH", upload, Content[..7]);

        await ShouldBeCreatedAsync(await _http.SendAsync("PUT", $"{upload}?digest={digest}", Content[7..]), digest, Content);
    }

    [Fact]
    public async Task An_algorithm_that_is_not_known_is_refused() =>
        await (await _http.SendAsync("POST", $"/v2/{_repository}/blobs/uploads/?digest-algorithm=md5")).ShouldBeErrorAsync(HttpStatusCode.BadRequest, "DIGEST_INVALID");

    [Fact]
    public async Task What_a_client_sent_before_it_went_away_stays()
    {
        var content = new byte[1_000_000];
        new Random(4).NextBytes(content);
        const int sent = 700_000;
        var upload = await _http.StartUploadAsync(_repository);
        var file = Path.Combine(fixture.Registry.Root, "data/uploads", upload.Split('/')[^1]);
        using (var socket = new TcpClient("127.0.0.1", fixture.Registry.Server.Address.Port))
        {
            var stream = socket.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"PATCH {upload} HTTP/1.1\r\nHost: x\r\nAuthorization: {_http.Client.DefaultRequestHeaders.Authorization}\r\nContent-Length: {content.Length}\r\n\r\n"), RegistryHttp.Cancellation);
            await stream.WriteAsync(content.AsMemory(0, sent), RegistryHttp.Cancellation);
            while (new FileInfo(file).Length == 0)
                await Task.Delay(20, RegistryHttp.Cancellation);
        }

        // The question waits for its turn until the broken request has ended.
        var received = int.Parse((await _http.GetAsync(upload)).Header("Range")!.Split('-')[1]) + 1;

        received.ShouldBeInRange(2, sent);
        var digest = Digest.Sha256(content);
        await ShouldBeCreatedAsync(await _http.SendAsync("PUT", $"{upload}?digest={digest}", content[received..], ("Content-Range", $"{received}-{content.Length - 1}")), digest, content);
    }

    [Fact]
    public async Task A_stream_that_brings_more_or_less_than_it_announced_is_refused_and_the_upload_goes_on()
    {
        var upload = await _http.StartUploadAsync(_repository);
        foreach (var range in new[] { "0-4", "0-100" })
        {
            var request = new HttpRequestMessage(HttpMethod.Patch, upload) { Content = new StreamContent(new MemoryStream(Content)) };
            request.Headers.TransferEncodingChunked = true;
            request.Content.Headers.TryAddWithoutValidation("Content-Range", range);

            await (await _http.Client.SendAsync(request, RegistryHttp.Cancellation)).ShouldBeErrorAsync(HttpStatusCode.BadRequest, "SIZE_INVALID");
        }

        // Of the first nothing was taken, of the second everything that came.
        (await _http.GetAsync(upload)).Header("Range").ShouldBe($"0-{Content.Length - 1}");
        await ShouldBeCreatedAsync(await _http.SendAsync("PUT", $"{upload}?digest={Name}"), Name, Content);
    }

    [Fact]
    public async Task Two_clients_that_push_one_blob_at_once_both_succeed()
    {
        var content = new byte[400_000];
        new Random(3).NextBytes(content);
        var digest = Digest.Sha256(content);

        var responses = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _http.SendAsync("POST", $"/v2/{_repository}/blobs/uploads/?digest={digest}", content)));

        responses.ShouldAllBe(static response => response.StatusCode == HttpStatusCode.Created);
        (await (await _http.GetAsync($"/v2/{_repository}/blobs/{digest}")).BytesAsync()).ShouldBe(content);
        Directory.GetFiles(Path.Combine(fixture.Registry.Root, "data/blobs/sha256", digest.Hex[..2]), $"{digest.Hex}.*").ShouldHaveSingleItem();
    }

    private async Task ShouldBeCreatedAsync(HttpResponseMessage response, Digest digest, byte[] content)
    {
        response.StatusCode.ShouldBe(HttpStatusCode.Created, await response.Content.ReadAsStringAsync(RegistryHttp.Cancellation));
        response.Header("Docker-Content-Digest").ShouldBe(digest.ToString());
        response.Headers.Location!.OriginalString.ShouldBe($"/v2/{_repository}/blobs/{digest}");
        (await (await _http.GetAsync(response.Headers.Location!.OriginalString)).BytesAsync()).ShouldBe(content);
    }
}
