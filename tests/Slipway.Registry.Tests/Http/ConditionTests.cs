// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Text;
using Slipway.Oci;

namespace Slipway.Registry.Tests;

/// <summary>If-Match and If-None-Match: what a client has isn't sent again, and two clients that change one tag notice each other.</summary>
public sealed class ConditionTests(RegistryFixture fixture) : IClassFixture<RegistryFixture>
{
    private readonly RegistryHttp _http = fixture.Http;
    private readonly string _repository = fixture.NewRepository();

    [Theory]
    [InlineData("\"{0}\"")]
    [InlineData("{0}")]
    [InlineData("W/\"{0}\"")]
    [InlineData("\"other\", \"{0}\"")]
    [InlineData("*")]
    public async Task A_manifest_that_the_client_has_is_not_sent_again(string pattern)
    {
        var digest = await _http.PushImageAsync(_repository, "1.0");

        var response = await _http.GetAsync($"/v2/{_repository}/manifests/1.0", ("If-None-Match", pattern.Replace("{0}", digest.ToString(), StringComparison.Ordinal)));

        response.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task A_manifest_that_the_client_has_another_of_is_sent()
    {
        await _http.PushImageAsync(_repository, "1.0");
        var whole = await (await _http.GetAsync($"/v2/{_repository}/manifests/1.0")).BytesAsync();

        var response = await _http.GetAsync($"/v2/{_repository}/manifests/1.0", ("If-None-Match", $"\"{Digest.Sha256("another"u8)}\""));

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.BytesAsync()).ShouldBe(whole);
    }

    [Fact]
    public async Task A_tag_is_set_only_as_the_request_expects_it()
    {
        var first = await _http.PushImageAsync(_repository, "1.0", "one");
        var next = await _http.MakeManifestAsync(_repository, "two");

        (await _http.PutManifestAsync(_repository, "1.0", next, MediaTypes.Manifest, ("If-None-Match", "*"))).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await _http.PutManifestAsync(_repository, "1.0", next, MediaTypes.Manifest, ("If-Match", $"\"{Digest.Sha256("x"u8)}\""))).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await _http.HeadAsync($"/v2/{_repository}/manifests/1.0")).Header("Docker-Content-Digest").ShouldBe(first.ToString());
        (await _http.PutManifestAsync(_repository, "1.0", next, MediaTypes.Manifest, ("If-Match", $"\"{first}\""))).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await _http.PutManifestAsync(_repository, "2.0", next, MediaTypes.Manifest, ("If-None-Match", "*"))).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("PUT", "If-Match", "*", HttpStatusCode.Created, HttpStatusCode.PreconditionFailed)]
    [InlineData("PUT", "If-None-Match", "*", HttpStatusCode.PreconditionFailed, HttpStatusCode.Created)]
    [InlineData("PUT", "If-Match", "\"{0}\"", HttpStatusCode.Created, HttpStatusCode.PreconditionFailed)]
    [InlineData("PUT", "If-None-Match", "\"{0}\"", HttpStatusCode.PreconditionFailed, HttpStatusCode.Created)]
    [InlineData("PUT", "If-None-Match", "\"{1}\"", HttpStatusCode.Created, HttpStatusCode.Created)]
    [InlineData("PUT", "If-Match", "\"{1}\", \"{0}\"", HttpStatusCode.Created, HttpStatusCode.PreconditionFailed)]
    [InlineData("PUT", "If-Match", "nonsense", HttpStatusCode.PreconditionFailed, HttpStatusCode.PreconditionFailed)]
    [InlineData("DELETE", "If-Match", "\"{0}\"", HttpStatusCode.Accepted, HttpStatusCode.NotFound)]
    [InlineData("DELETE", "If-Match", "\"{1}\"", HttpStatusCode.PreconditionFailed, HttpStatusCode.NotFound)]
    [InlineData("DELETE", "If-None-Match", "\"{0}\"", HttpStatusCode.PreconditionFailed, HttpStatusCode.NotFound)]
    [InlineData("GET", "If-Match", "\"{0}\"", HttpStatusCode.OK, HttpStatusCode.NotFound)]
    [InlineData("GET", "If-Match", "\"{1}\"", HttpStatusCode.PreconditionFailed, HttpStatusCode.NotFound)]
    public async Task A_condition_is_kept_by_tag_and_by_digest(string method, string header, string pattern, HttpStatusCode present, HttpStatusCode absent)
    {
        var manifest = await _http.MakeManifestAsync(_repository);
        var digest = Digest.Sha256(Encoding.UTF8.GetBytes(manifest));
        var condition = (header, pattern.Replace("{0}", digest.ToString(), StringComparison.Ordinal).Replace("{1}", Digest.Sha256("another"u8).ToString(), StringComparison.Ordinal));

        foreach (var reference in new[] { "1.0", digest.ToString() })
        {
            await _http.DeleteAsync($"/v2/{_repository}/manifests/{digest}");
            (await SendAsync(reference)).ShouldBe(absent, reference);
            await _http.PutManifestAsync(_repository, "1.0", manifest);
            (await SendAsync(reference)).ShouldBe(present, reference);
        }

        async Task<HttpStatusCode> SendAsync(string reference) =>
            (method == "PUT" ? await _http.PutManifestAsync(_repository, reference, manifest, MediaTypes.Manifest, condition)
                : await _http.SendAsync(method, $"/v2/{_repository}/manifests/{reference}", null, condition)).StatusCode;
    }
}
