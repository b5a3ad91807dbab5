// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Text;
using Slipway.Oci;

namespace Slipway.Registry.Tests.Conformance;

/// <summary>What the specification says of manifests and tags beside their way in and out: absence, refusals, sizes, pages of tags, several tags at once.</summary>
public sealed class ManifestTests(ConformanceFixture fixture) : IClassFixture<ConformanceFixture>
{
    private readonly RegistryHttp _http = fixture.Http;
    private readonly string _repository = fixture.NewRepository();

    [Fact]
    public async Task A_manifest_that_is_not_there_is_not_found()
    {
        await _http.PushImageAsync(_repository, "there");
        foreach (var reference in new[] { "missing", Digest.Sha256(Guid.NewGuid().ToByteArray()).ToString(), Digest.Sha512(Guid.NewGuid().ToByteArray()).ToString() })
        {
            await _http.GetAsync($"/v2/{_repository}/manifests/{reference}").AnswersErrorAsync("end-3", HttpStatusCode.NotFound, "MANIFEST_UNKNOWN");
            await _http.HeadAsync($"/v2/{_repository}/manifests/{reference}").AnswersAsync("end-3", HttpStatusCode.NotFound);
            await _http.DeleteAsync($"/v2/{_repository}/manifests/{reference}").AnswersErrorAsync("end-9", HttpStatusCode.NotFound, "MANIFEST_UNKNOWN");
        }
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("[]")]
    public async Task What_is_no_manifest_is_refused(string manifest) =>
        await _http.PutManifestAsync(_repository, "bad", manifest).AnswersErrorAsync("end-7a", HttpStatusCode.BadRequest, "MANIFEST_INVALID");

    [Fact]
    public async Task A_manifest_over_the_limit_is_too_large_and_one_of_four_megabytes_is_not()
    {
        var manifest = await _http.MakeManifestAsync(_repository);

        await _http.PutManifestAsync(_repository, "large", manifest.PadRight(4_000_000)).AnswersAsync("end-7a", HttpStatusCode.Created);
        await _http.PutManifestAsync(_repository, "larger", manifest.PadRight(8_000_000)).AnswersAsync("end-7a", HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Parameters_of_a_content_type_are_not_stored()
    {
        await _http.PutManifestAsync(_repository, "1.0", await _http.MakeManifestAsync(_repository), $"{MediaTypes.Manifest};charset=utf-8").AnswersAsync("end-7a", HttpStatusCode.Created);

        (await _http.GetAsync($"/v2/{_repository}/manifests/1.0").AnswersAsync("end-3", HttpStatusCode.OK)).Header("Content-Type").ShouldBe(MediaTypes.Manifest, "end-3");
    }

    [Fact]
    public async Task A_deleted_manifest_takes_its_tags_with_it()
    {
        var digest = await _http.PushImageAsync(_repository, "a");
        await _http.PushImageAsync(_repository, "b");

        await _http.DeleteAsync($"/v2/{_repository}/manifests/{digest}").AnswersAsync("end-9", HttpStatusCode.Accepted);

        foreach (var reference in new[] { "a", "b", digest.ToString() })
            await _http.GetAsync($"/v2/{_repository}/manifests/{reference}").AnswersErrorAsync("end-3", HttpStatusCode.NotFound, "MANIFEST_UNKNOWN");
    }

    [Fact]
    public async Task Pages_of_tags_hold_what_was_asked_for_in_order()
    {
        string[] tags = ["1.0", "1.1", "10.0", "Latest", "latest", "v2", "v20"];
        foreach (var tag in tags.Reverse())
            await _http.PushImageAsync(_repository, tag);

        async Task<(string[] Tags, string? Link)> GetAsync(string query)
        {
            var response = await _http.GetAsync($"/v2/{_repository}/tags/list{query}").AnswersAsync("end-8b", HttpStatusCode.OK);
            return (await response.ListAsync("tags"), response.Header("Link"));
        }

        (await GetAsync("")).ShouldHold(tags, null);
        (await GetAsync("?n=0")).ShouldHold([], null);
        (await GetAsync("?n=3")).ShouldHold(tags[..3], $"</v2/{_repository}/tags/list?n=3&last=10.0>; rel=\"next\"");
        (await GetAsync("?n=3&last=10.0")).ShouldHold(tags[3..6], $"</v2/{_repository}/tags/list?n=3&last=v2>; rel=\"next\"");
        (await GetAsync("?n=3&last=v2")).ShouldHold(tags[6..], null);
        (await GetAsync("?n=7")).ShouldHold(tags, null);
        (await GetAsync("?last=latest")).ShouldHold(tags[5..], null);
        (await GetAsync("?last=no-such-tag")).ShouldHold(tags[5..], null);
        (await GetAsync("?n=1000000")).ShouldHold(tags, null);
    }

    [Fact]
    public async Task More_tags_than_are_set_at_once_are_too_long_a_request_and_set_none()
    {
        var manifest = await _http.MakeManifestAsync(_repository);
        var digest = Digest.Sha256(Encoding.UTF8.GetBytes(manifest));

        await _http.PutManifestAsync(_repository, $"{digest}?{string.Join('&', Enumerable.Range(0, 100).Select(static number => $"tag=t{number}"))}", manifest).AnswersAsync("end-7b", HttpStatusCode.RequestUriTooLong);

        await _http.GetAsync($"/v2/{_repository}/manifests/t0").AnswersErrorAsync("end-3", HttpStatusCode.NotFound, "MANIFEST_UNKNOWN");
    }

    [Theory]
    [InlineData("UPPER/case")]
    [InlineData("double//slash")]
    [InlineData("dot-.dot")]
    [InlineData("-dash")]
    public async Task A_name_of_another_form_is_refused(string name) =>
        await _http.GetAsync($"/v2/{name}/tags/list").AnswersErrorAsync("end-8a", HttpStatusCode.BadRequest, "NAME_INVALID");
}
