// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Slipway.Oci;

namespace Slipway.Registry.Tests.Conformance;

/// <summary>"Pushing blobs", "Pulling blobs", "Mounting a blob", "Deleting Blobs": every way that a blob comes in, by each algorithm.</summary>
public sealed class BlobTests(ConformanceFixture fixture) : IClassFixture<ConformanceFixture>
{
    private readonly RegistryHttp _http = fixture.Http;
    private readonly string _repository = fixture.NewRepository();
    private readonly byte[] _content = NewContent(3 * 1024 - 5);

    public static TheoryData<Algorithm> Algorithms => [.. Enum.GetValues<Algorithm>()];

    public static TheoryData<Algorithm, int, bool, bool> Chunks
    {
        get
        {
            var data = new TheoryData<Algorithm, int, bool, bool>();
            foreach (var algorithm in Enum.GetValues<Algorithm>())
            {
                foreach (var chunks in new[] { 1, 3 })
                {
                    foreach (var isLastInPut in new[] { false, true })
                    {
                        data.Add(algorithm, chunks, isLastInPut, false);
                        if (chunks > 1)
                            data.Add(algorithm, chunks, isLastInPut, true);
                    }
                }
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task A_blob_comes_in_one_post(Algorithm algorithm)
    {
        var digest = algorithm.Of(_content);
        await _http.GetAsync(Blob(digest)).AnswersErrorAsync("end-2", HttpStatusCode.NotFound, "BLOB_UNKNOWN");

        await ShouldBeThereAsync("end-4b", await _http.SendAsync("POST", $"{Uploads}?digest={digest}", _content).AnswersAsync("end-4b", HttpStatusCode.Created), digest, _content);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task A_blob_comes_in_a_post_and_a_put(Algorithm algorithm)
    {
        var digest = algorithm.Of(_content);
        var upload = await StartAsync(algorithm);

        await ShouldBeThereAsync("end-6", await _http.SendAsync("PUT", $"{upload}?digest={digest}", _content).AnswersAsync("end-6", HttpStatusCode.Created), digest, _content);
    }

    [Theory]
    [MemberData(nameof(Chunks))]
    public async Task A_blob_comes_in_chunks(Algorithm algorithm, int chunks, bool isLastInPut, bool isOutOfOrder)
    {
        var digest = algorithm.Of(_content);
        var upload = await StartAsync(algorithm);
        var size = (_content.Length + chunks - 1) / chunks;

        var created = await new ChunkedUpload(_http, _content, digest) { ChunkSize = size, PutsLast = isLastInPut, Strays = isOutOfOrder }.SendAsync(upload);

        await ShouldBeThereAsync("end-6", created, digest, _content);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task A_blob_comes_as_a_stream(Algorithm algorithm)
    {
        var digest = algorithm.Of(_content);
        var upload = await StartAsync(algorithm);
        var request = new HttpRequestMessage(HttpMethod.Patch, upload) { Content = new StreamContent(new MemoryStream(_content)) };
        request.Content.Headers.ContentType = new("application/octet-stream");
        request.Headers.TransferEncodingChunked = true;

        var patched = (await _http.Client.SendAsync(request, RegistryHttp.Cancellation).AnswersAsync("end-5", HttpStatusCode.Accepted)).Has("end-5", _content.Length).LeadsOn("end-5");

        await ShouldBeThereAsync("end-6", await _http.SendAsync("PUT", $"{patched}?digest={digest}").AnswersAsync("end-6", HttpStatusCode.Created), digest, _content);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task A_blob_is_mounted(Algorithm algorithm)
    {
        var (digest, source) = (algorithm.Of(_content), fixture.NewRepository());
        await _http.SendAsync("POST", $"/v2/{source}/blobs/uploads/?digest={digest}", _content).AnswersAsync("end-4b", HttpStatusCode.Created);

        await ShouldBeThereAsync("end-11", await _http.SendAsync("POST", $"{Uploads}?mount={digest}&from={source}").AnswersAsync("end-11", HttpStatusCode.Created), digest, _content);
        await _http.DeleteAsync($"/v2/{source}/blobs/{digest}").AnswersAsync("end-10", HttpStatusCode.Accepted);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task A_blob_is_mounted_from_wherever_it_is(Algorithm algorithm)
    {
        var (digest, source) = (algorithm.Of(_content), fixture.NewRepository());
        await _http.SendAsync("POST", $"/v2/{source}/blobs/uploads/?digest={digest}", _content).AnswersAsync("end-4b", HttpStatusCode.Created);

        await ShouldBeThereAsync("end-11", await _http.SendAsync("POST", $"{Uploads}?mount={digest}").AnswersAsync("end-11", HttpStatusCode.Created), digest, _content);
        await _http.DeleteAsync($"/v2/{source}/blobs/{digest}").AnswersAsync("end-10", HttpStatusCode.Accepted);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task A_blob_that_cannot_be_mounted_is_uploaded_instead(Algorithm algorithm)
    {
        var digest = algorithm.Of(_content);

        var upload = (await _http.SendAsync("POST", $"{Uploads}?mount={digest}&from={fixture.NewRepository()}").AnswersAsync("end-11", HttpStatusCode.Accepted)).LeadsOn("end-11");

        await ShouldBeThereAsync("end-6", await _http.SendAsync("PUT", $"{upload}?digest={digest}", _content).AnswersAsync("end-6", HttpStatusCode.Created), digest, _content);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task An_upload_is_cancelled(Algorithm algorithm)
    {
        var upload = await StartAsync(algorithm);
        (await _http.SendAsync("PATCH", upload, _content, ("Content-Range", $"0-{_content.Length - 1}")).AnswersAsync("end-5", HttpStatusCode.Accepted)).LeadsOn("end-5");

        await _http.DeleteAsync(upload).AnswersAsync("end-14", HttpStatusCode.NoContent);

        await _http.GetAsync(upload).AnswersErrorAsync("end-13", HttpStatusCode.NotFound, "BLOB_UPLOAD_UNKNOWN");
        await _http.DeleteAsync(upload).AnswersErrorAsync("end-14", HttpStatusCode.NotFound, "BLOB_UPLOAD_UNKNOWN");
        await _http.SendAsync("PUT", $"{upload}?digest={algorithm.Of(_content)}").AnswersErrorAsync("end-6", HttpStatusCode.NotFound, "BLOB_UPLOAD_UNKNOWN");
        await _http.HeadAsync(Blob(algorithm.Of(_content))).AnswersAsync("end-2", HttpStatusCode.NotFound);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task Blobs_of_nothing_and_of_an_empty_object_are_blobs(Algorithm algorithm)
    {
        foreach (var content in new[] { [], "{}"u8.ToArray() })
        {
            var digest = algorithm.Of(content);
            await ShouldBeThereAsync("end-4b", await _http.SendAsync("POST", $"{Uploads}?digest={digest}", content).AnswersAsync("end-4b", HttpStatusCode.Created), digest, content);
            var upload = await StartAsync(algorithm);
            await ShouldBeThereAsync("end-6", await _http.SendAsync("PUT", $"{upload}?digest={digest}", content).AnswersAsync("end-6", HttpStatusCode.Created), digest, content);
            upload = await StartAsync(algorithm);
            upload = (await _http.SendAsync("PATCH", upload, content).AnswersAsync("end-5", HttpStatusCode.Accepted)).LeadsOn("end-5");
            await ShouldBeThereAsync("end-6", await _http.SendAsync("PUT", $"{upload}?digest={digest}").AnswersAsync("end-6", HttpStatusCode.Created), digest, content);
        }
    }

    private string Uploads => $"/v2/{_repository}/blobs/uploads/";

    private string Blob(Digest digest) => $"/v2/{_repository}/blobs/{digest}";

    private static byte[] NewContent(int length)
    {
        var content = new byte[length];
        Random.Shared.NextBytes(content);
        return content;
    }

    private async Task<string> StartAsync(Algorithm algorithm) =>
        (await _http.SendAsync("POST", Uploads + algorithm.Announcement()).AnswersAsync("end-4a", HttpStatusCode.Accepted)).LeadsOn("end-4a");

    // Pushed: found at the place that was named, whole, and gone at once when it is deleted.
    private async Task ShouldBeThereAsync(string endpoint, HttpResponseMessage created, Digest digest, byte[] content)
    {
        var location = created.Names(endpoint, digest).Headers.Location.ShouldNotBeNull($"{endpoint}: no Location").OriginalString;
        (await (await _http.GetAsync(location).AnswersAsync(endpoint, HttpStatusCode.OK)).BytesAsync()).ShouldBe(content, endpoint);
        var head = (await _http.HeadAsync(Blob(digest)).AnswersAsync("end-2", HttpStatusCode.OK)).Names("end-2", digest);
        head.Content.Headers.ContentLength.ShouldBe(content.Length, "end-2");
        (await head.BytesAsync()).ShouldBeEmpty("end-2");
        var got = (await _http.GetAsync(Blob(digest)).AnswersAsync("end-2", HttpStatusCode.OK)).Names("end-2", digest);
        got.Content.Headers.ContentLength.ShouldBe(content.Length, "end-2");
        (await got.BytesAsync()).ShouldBe(content, "end-2");
        await _http.DeleteAsync(Blob(digest)).AnswersAsync("end-10", HttpStatusCode.Accepted);
        await _http.HeadAsync(Blob(digest)).AnswersAsync("end-2", HttpStatusCode.NotFound);
        await _http.GetAsync(Blob(digest)).AnswersErrorAsync("end-2", HttpStatusCode.NotFound, "BLOB_UNKNOWN");
    }
}
