// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Slipway.Oci;

namespace Slipway.Registry.Tests.Conformance;

/// <summary>"If the client provided digest is invalid or uses an unsupported algorithm": 400, whichever way the bytes came.</summary>
public sealed class BadDigestTests(ConformanceFixture fixture) : IClassFixture<ConformanceFixture>
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 3000).Select(static number => (byte)number)];
    private readonly RegistryHttp _http = fixture.Http;
    private readonly string _repository = fixture.NewRepository();

    [Theory]
    [InlineData(Algorithm.Sha256)]
    [InlineData(Algorithm.Sha512)]
    [InlineData(Algorithm.AnnouncedSha512)]
    public async Task Bytes_of_another_digest_are_refused_whichever_way_they_come(Algorithm algorithm)
    {
        var wrong = algorithm.Of([.. Content, 0]);
        await RefuseAsync("end-4b", _http.SendAsync("POST", $"/v2/{_repository}/blobs/uploads/?digest={wrong}", Content));
        await RefuseAsync("end-6", _http.SendAsync("PUT", $"{await StartAsync(algorithm)}?digest={wrong}", Content));

        var chunked = await StartAsync(algorithm);
        foreach (var start in new[] { 0, 1000 })
            chunked = (await _http.SendAsync("PATCH", chunked, Content[start..(start + 1000)], ("Content-Range", $"{start}-{start + 999}")).AnswersAsync("end-5", HttpStatusCode.Accepted)).LeadsOn("end-5");
        await RefuseAsync("end-6", _http.SendAsync("PUT", $"{chunked}?digest={wrong}", Content[2000..], ("Content-Range", "2000-2999")));

        var patched = await StartAsync(algorithm);
        patched = (await _http.SendAsync("PATCH", patched, Content, ("Content-Range", "0-2999")).AnswersAsync("end-5", HttpStatusCode.Accepted)).LeadsOn("end-5");
        await RefuseAsync("end-6", _http.SendAsync("PUT", $"{patched}?digest={wrong}"));

        var streamed = await StartAsync(algorithm);
        streamed = (await _http.SendAsync("PATCH", streamed, Content).AnswersAsync("end-5", HttpStatusCode.Accepted)).LeadsOn("end-5");
        await RefuseAsync("end-6", _http.SendAsync("PUT", $"{streamed}?digest={wrong}"));

        await _http.HeadAsync($"/v2/{_repository}/blobs/{wrong}").AnswersAsync("end-2", HttpStatusCode.NotFound);
        await _http.HeadAsync($"/v2/{_repository}/blobs/{algorithm.Of(Content)}").AnswersAsync("end-2", HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("sha256:baddigeststring")]
    [InlineData("sha384:38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b")]
    [InlineData("notadigest")]
    [InlineData("")]
    public async Task What_is_no_digest_or_of_no_known_algorithm_is_refused(string digest)
    {
        if (digest.Length > 0)
        {
            await RefuseAsync("end-4b", _http.SendAsync("POST", $"/v2/{_repository}/blobs/uploads/?digest={digest}", Content));
            await RefuseAsync("end-11", _http.SendAsync("POST", $"/v2/{_repository}/blobs/uploads/?mount={digest}"));
            await _http.GetAsync($"/v2/{_repository}/blobs/{digest}").AnswersErrorAsync("end-2", HttpStatusCode.BadRequest, "DIGEST_INVALID");
            await _http.DeleteAsync($"/v2/{_repository}/blobs/{digest}").AnswersErrorAsync("end-10", HttpStatusCode.BadRequest, "DIGEST_INVALID");
        }
        await RefuseAsync("end-6", _http.SendAsync("PUT", $"{await StartAsync(Algorithm.Sha256)}?digest={digest}", Content));
    }

    [Fact]
    public async Task An_upload_that_is_announced_to_need_an_unknown_algorithm_is_refused() =>
        await RefuseAsync("end-4c", _http.SendAsync("POST", $"/v2/{_repository}/blobs/uploads/?digest-algorithm=md5"));

    [Fact]
    public async Task A_manifest_of_another_digest_is_refused()
    {
        var config = await _http.PushBlobAsync(_repository, "{}");
        var manifest = RegistryHttp.Manifest(config, 2, config, 2);

        await RefuseAsync("end-7a", _http.PutManifestAsync(_repository, Digest.Sha256("else"u8).ToString(), manifest));
        await RefuseAsync("end-7a", _http.PutManifestAsync(_repository, Digest.Sha512("else"u8).ToString(), manifest));
        await RefuseAsync("end-7a", _http.PutManifestAsync(_repository, "sha256:baddigeststring", manifest));
        await RefuseAsync("end-7b", _http.PutManifestAsync(_repository, $"{Digest.Sha256("else"u8)}?tag=a", manifest));
        await _http.GetAsync($"/v2/{_repository}/manifests/sha256:baddigeststring").AnswersErrorAsync("end-3", HttpStatusCode.BadRequest, "DIGEST_INVALID");
        await _http.GetAsync($"/v2/{_repository}/manifests/a").AnswersErrorAsync("end-3", HttpStatusCode.NotFound, "MANIFEST_UNKNOWN");
    }

    private static Task RefuseAsync(string endpoint, Task<HttpResponseMessage> request) => request.AnswersErrorAsync(endpoint, HttpStatusCode.BadRequest, "DIGEST_INVALID");

    private async Task<string> StartAsync(Algorithm algorithm) =>
        (await _http.SendAsync("POST", $"/v2/{_repository}/blobs/uploads/{algorithm.Announcement()}").AnswersAsync("end-4a", HttpStatusCode.Accepted)).LeadsOn("end-4a");
}
