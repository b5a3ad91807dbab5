// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Text.Json;
using Slipway.Oci;

namespace Slipway.Registry.Tests.Conformance;

/// <summary>"Determining Support", and a repository that doesn't exist yet.</summary>
public sealed class PingTests(ConformanceFixture fixture) : IClassFixture<ConformanceFixture>
{
    private readonly RegistryHttp _http = fixture.Http;

    [Fact]
    public async Task The_registry_says_that_it_is_one() => await _http.GetAsync("/v2/").AnswersAsync("end-1", HttpStatusCode.OK);

    [Fact]
    public async Task An_empty_repository_has_no_tags() =>
        await _http.GetAsync($"/v2/{fixture.NewRepository()}/tags/list").AnswersErrorAsync("end-8a", HttpStatusCode.NotFound, "NAME_UNKNOWN");

    [Theory]
    [InlineData("")]
    [InlineData("?artifactType=application/vnd.example")]
    public async Task An_empty_repository_has_an_empty_list_of_referrers(string query)
    {
        var response = await _http.GetAsync($"/v2/{fixture.NewRepository()}/referrers/{Digest.Sha256("none"u8)}{query}").AnswersAsync("end-12a", HttpStatusCode.OK);

        response.Header("Content-Type").ShouldBe(MediaTypes.Index, "end-12a");
        using var index = JsonDocument.Parse(await response.BytesAsync());
        index.RootElement.GetProperty("schemaVersion").GetInt32().ShouldBe(2, "end-12a");
        index.RootElement.GetProperty("mediaType").GetString().ShouldBe(MediaTypes.Index, "end-12a");
        index.RootElement.GetProperty("manifests").GetArrayLength().ShouldBe(0, "end-12a");
    }

    [Theory]
    [InlineData("sha256:baddigeststring")]
    [InlineData("latest")]
    [InlineData("sha999:0123")]
    public async Task Referrers_of_what_is_no_digest_are_a_bad_request(string digest) =>
        await _http.GetAsync($"/v2/{fixture.NewRepository()}/referrers/{digest}").AnswersErrorAsync("end-12a", HttpStatusCode.BadRequest, "DIGEST_INVALID");

    [Fact]
    public async Task An_empty_repository_has_no_content()
    {
        var repository = fixture.NewRepository();
        foreach (var method in new[] { "GET", "HEAD" })
        {
            await _http.SendAsync(method, $"/v2/{repository}/manifests/latest").AnswersAsync("end-3", HttpStatusCode.NotFound);
            await _http.SendAsync(method, $"/v2/{repository}/manifests/{Digest.Sha256("none"u8)}").AnswersAsync("end-3", HttpStatusCode.NotFound);
            await _http.SendAsync(method, $"/v2/{repository}/blobs/{Digest.Sha256("none"u8)}").AnswersAsync("end-2", HttpStatusCode.NotFound);
        }
        await _http.DeleteAsync($"/v2/{repository}/manifests/latest").AnswersAsync("end-9", HttpStatusCode.NotFound);
        await _http.DeleteAsync($"/v2/{repository}/manifests/{Digest.Sha256("none"u8)}").AnswersAsync("end-9", HttpStatusCode.NotFound);
        await _http.DeleteAsync($"/v2/{repository}/blobs/{Digest.Sha256("none"u8)}").AnswersErrorAsync("end-10", HttpStatusCode.NotFound, "BLOB_UNKNOWN");
    }
}
