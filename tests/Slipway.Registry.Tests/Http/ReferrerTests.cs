// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Text;
using System.Text.Json;
using Slipway.Oci;

namespace Slipway.Registry.Tests;

public sealed class ReferrerTests(RegistryFixture fixture) : IClassFixture<RegistryFixture>
{
    private readonly RegistryHttp _http = fixture.Http;
    private readonly string _repository = fixture.NewRepository();

    [Fact]
    public async Task Nothing_refers_to_what_is_not_there_and_that_is_no_error()
    {
        var response = await _http.GetAsync($"/v2/never/seen/referrers/{Digest.Sha256("x"u8)}");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Header("Content-Type").ShouldBe(MediaTypes.Index);
        var index = JsonDocument.Parse(await response.BytesAsync()).RootElement;
        index.GetProperty("schemaVersion").GetInt32().ShouldBe(2);
        index.GetProperty("mediaType").GetString().ShouldBe(MediaTypes.Index);
        index.GetProperty("manifests").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task What_is_no_digest_has_no_referrers() =>
        await (await _http.GetAsync($"/v2/{_repository}/referrers/latest")).ShouldBeErrorAsync(HttpStatusCode.BadRequest, "DIGEST_INVALID");

    [Fact]
    public async Task A_manifest_with_a_subject_is_listed_with_its_type_and_annotations()
    {
        var subject = await _http.PushImageAsync(_repository, "1.0");

        var (response, digest, size) = await PushReferrerAsync(subject, ",\"artifactType\":\"application/vnd.example.sbom\",\"annotations\":{\"made.by\":\"us\"}");

        response.Header("OCI-Subject").ShouldBe(subject.ToString());
        var referrer = (await ListAsync(subject)).ShouldHaveSingleItem();
        referrer.GetProperty("digest").GetString().ShouldBe(digest.ToString());
        referrer.GetProperty("size").GetInt64().ShouldBe(size);
        referrer.GetProperty("mediaType").GetString().ShouldBe(MediaTypes.Manifest);
        referrer.GetProperty("artifactType").GetString().ShouldBe("application/vnd.example.sbom");
        referrer.GetProperty("annotations").GetProperty("made.by").GetString().ShouldBe("us");
    }

    [Fact]
    public async Task A_referrer_without_an_artifact_type_has_that_of_its_config()
    {
        var subject = await _http.PushImageAsync(_repository, "1.0");

        await PushReferrerAsync(subject, "");

        (await ListAsync(subject)).ShouldHaveSingleItem().GetProperty("artifactType").GetString().ShouldBe(MediaTypes.Config);
    }

    [Fact]
    public async Task A_referrer_may_come_before_its_subject()
    {
        var absent = Digest.Sha256(Encoding.UTF8.GetBytes(_repository));

        var (response, _, _) = await PushReferrerAsync(absent, "");

        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        response.Header("OCI-Subject").ShouldBe(absent.ToString());
        (await ListAsync(absent)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Referrers_are_chosen_by_their_type()
    {
        var subject = await _http.PushImageAsync(_repository, "1.0");
        await PushReferrerAsync(subject, ",\"artifactType\":\"application/vnd.example.sbom\"");
        await PushReferrerAsync(subject, ",\"artifactType\":\"application/vnd.example.signature+json\"");

        var response = await _http.GetAsync($"/v2/{_repository}/referrers/{subject}?artifactType={Uri.EscapeDataString("application/vnd.example.signature+json")}");

        response.Header("OCI-Filters-Applied").ShouldBe("artifactType");
        var chosen = JsonDocument.Parse(await response.BytesAsync()).RootElement.GetProperty("manifests");
        chosen.GetArrayLength().ShouldBe(1);
        chosen[0].GetProperty("artifactType").GetString().ShouldBe("application/vnd.example.signature+json");
    }

    [Fact]
    public async Task A_referrer_that_a_client_lists_under_the_tag_of_the_older_schema_is_listed_once()
    {
        var subject = await _http.PushImageAsync(_repository, "1.0");
        var (_, digest, size) = await PushReferrerAsync(subject, ",\"artifactType\":\"application/vnd.example.sbom\"");
        var stranger = Encoding.UTF8.GetBytes(await _http.MakeManifestAsync(_repository, "without a subject"));
        await _http.PutManifestAsync(_repository, Digest.Sha256(stranger).ToString(), Encoding.UTF8.GetString(stranger));

        // "Referrers Tag Schema": the digest with a dash for its colon. What it lists and has no subject is none of the subject's.
        (await _http.PutManifestAsync(_repository, $"sha256-{subject.Hex}", RegistryHttp.Index((digest, size), (Digest.Sha256(stranger), stranger.Length)), MediaTypes.Index)).StatusCode.ShouldBe(HttpStatusCode.Created);

        (await ListAsync(subject)).ShouldHaveSingleItem().GetProperty("digest").GetString().ShouldBe(digest.ToString());
    }

    [Fact]
    public async Task A_deleted_referrer_is_listed_no_more()
    {
        var subject = await _http.PushImageAsync(_repository, "1.0");
        var (_, digest, _) = await PushReferrerAsync(subject, "");

        await _http.DeleteAsync($"/v2/{_repository}/manifests/{digest}");

        (await ListAsync(subject)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Large_referrers_come_in_pages_that_fit_into_a_manifest()
    {
        var subject = await _http.PushImageAsync(_repository, "1.0");
        var pushed = new List<string>();
        for (var number = 0; number < 4; number++)
            pushed.Add((await PushReferrerAsync(subject, $",\"annotations\":{{\"text\":\"{new string((char)('a' + number), 1_500_000)}\"}}")).Digest.ToString());

        var listed = new List<string>();
        var pages = 0;
        for (string? path = $"/v2/{_repository}/referrers/{subject}"; path is not null; pages++)
        {
            var response = await _http.GetAsync(path);
            var bytes = await response.BytesAsync();
            bytes.Length.ShouldBeLessThan(ManifestBlob.MaxSize);
            listed.AddRange(JsonDocument.Parse(bytes).RootElement.GetProperty("manifests").EnumerateArray().Select(static item => item.GetProperty("digest").GetString()!));
            path = response.Header("Link") is { } link ? link[1..link.IndexOf('>', StringComparison.Ordinal)] : null;
        }

        pages.ShouldBeGreaterThan(1);
        listed.ShouldBe(pushed, ignoreOrder: true);
    }

    private async Task<(HttpResponseMessage Response, Digest Digest, long Size)> PushReferrerAsync(Digest subject, string more)
    {
        var manifest = await _http.MakeManifestAsync(_repository, "of the referrer", $",\"subject\":{{\"mediaType\":\"{MediaTypes.Manifest}\",\"digest\":\"{subject}\",\"size\":1}}{more}");
        var bytes = Encoding.UTF8.GetBytes(manifest);
        var digest = Digest.Sha256(bytes);
        return (await _http.PutManifestAsync(_repository, digest.ToString(), manifest), digest, bytes.Length);
    }

    private async Task<IReadOnlyList<JsonElement>> ListAsync(Digest subject) =>
        [.. JsonDocument.Parse(await (await _http.GetAsync($"/v2/{_repository}/referrers/{subject}")).BytesAsync()).RootElement.GetProperty("manifests").EnumerateArray()];
}
