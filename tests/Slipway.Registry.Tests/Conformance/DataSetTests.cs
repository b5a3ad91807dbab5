// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Text.Json.Nodes;
using Slipway.Oci;

namespace Slipway.Registry.Tests.Conformance;

/// <summary>"Pushing Manifests", "Pulling manifests", "Listing Tags", "Listing Referrers", "Deleting": every kind of content all the way.</summary>
public sealed class DataSetTests(ConformanceFixture fixture) : IClassFixture<ConformanceFixture>
{
    private readonly RegistryHttp _http = fixture.Http;
    private readonly string _repository = fixture.NewRepository();

    public static TheoryData<string> Names => [.. DataSets.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Content_is_pushed_listed_pulled_referred_to_and_deleted(string name)
    {
        var set = DataSets.All[name]();

        foreach (var (digest, content) in set.Blobs)
            await _http.SendAsync("POST", $"/v2/{_repository}/blobs/uploads/?digest={digest}", content).AnswersAsync("end-4b", HttpStatusCode.Created);
        foreach (var manifest in set.Manifests)
            await PushAsync(set, manifest);
        await ListTagsAsync(set);
        foreach (var method in new[] { "HEAD", "GET" })
            await PullAsync(set, method);
        await ListReferrersAsync(set);
        await DeleteAsync(set);
    }

    private async Task PushAsync(DataSet set, DataManifest manifest)
    {
        var parameters = set.UsesTagParameters ? $"?{string.Join('&', manifest.Tags.Select(static tag => $"tag={tag}"))}" : "";
        var pushed = await PutAsync("end-7b", manifest, manifest.Digest + parameters);
        if (set.UsesTagParameters)
        {
            pushed.Headers.GetValues("OCI-Tag").SelectMany(static value => value.Split(',', StringSplitOptions.TrimEntries)).ShouldBe(manifest.Tags, ignoreOrder: true, "end-7b");
            return;
        }
        foreach (var tag in manifest.Tags)
            await PutAsync("end-7a", manifest, tag);
    }

    private async Task<HttpResponseMessage> PutAsync(string endpoint, DataManifest manifest, string reference)
    {
        var response = (await _http.SendAsync("PUT", $"/v2/{_repository}/manifests/{reference}", manifest.Bytes, ("Content-Type", manifest.MediaType))
            .AnswersAsync(endpoint, HttpStatusCode.Created)).Names(endpoint, manifest.Digest);
        response.Header("OCI-Subject").ShouldBe(manifest.Subject?.ToString(), endpoint);
        var location = response.Headers.Location.ShouldNotBeNull($"{endpoint}: no Location").OriginalString;
        (await (await _http.GetAsync(location).AnswersAsync(endpoint, HttpStatusCode.OK)).BytesAsync()).ShouldBe(manifest.Bytes, endpoint);
        return response;
    }

    private async Task ListTagsAsync(DataSet set)
    {
        string[] tags = [.. set.Manifests.SelectMany(static manifest => manifest.Tags).Order(StringComparer.Ordinal)];
        var response = await _http.GetAsync($"/v2/{_repository}/tags/list").AnswersAsync("end-8a", HttpStatusCode.OK);
        var list = JsonNode.Parse(await response.BytesAsync())!;
        ((string?)list["name"]).ShouldBe(_repository, "end-8a");
        list["tags"]!.AsArray().Select(static tag => (string?)tag).ShouldBe(tags, "end-8a");
        var middle = tags.Length / 2;
        if (middle > 0)
            (await (await _http.GetAsync($"/v2/{_repository}/tags/list?last={tags[middle - 1]}").AnswersAsync("end-8b", HttpStatusCode.OK)).ListAsync("tags")).ShouldBe(tags[middle..], "end-8b");
    }

    private async Task PullAsync(DataSet set, string method)
    {
        foreach (var manifest in set.Manifests)
        {
            foreach (var reference in manifest.Tags.Append(manifest.Digest.ToString()))
            {
                var response = (await _http.SendAsync(method, $"/v2/{_repository}/manifests/{reference}", null, ("Accept", $"{MediaTypes.Manifest}, {MediaTypes.Index}"))
                    .AnswersAsync("end-3", HttpStatusCode.OK)).Names("end-3", manifest.Digest);
                response.Header("Content-Type").ShouldBe(manifest.MediaType, "end-3");
                response.Content.Headers.ContentLength.ShouldBe(manifest.Bytes.Length, "end-3");
                (await response.BytesAsync()).ShouldBe(method == "GET" ? manifest.Bytes : [], "end-3");
            }
        }
        foreach (var (digest, content) in set.Blobs)
        {
            var response = (await _http.SendAsync(method, $"/v2/{_repository}/blobs/{digest}").AnswersAsync("end-2", HttpStatusCode.OK)).Names("end-2", digest);
            response.Content.Headers.ContentLength.ShouldBe(content.Length, "end-2");
            (await response.BytesAsync()).ShouldBe(method == "GET" ? content : [], "end-2");
        }
    }

    private async Task ListReferrersAsync(DataSet set)
    {
        foreach (var subject in set.Referrers.GroupBy(static referrer => referrer.Subject))
        {
            (await ListReferrersAsync(subject.Key, null)).ShouldBe(Texts(subject), ignoreOrder: true, "end-12a");
            foreach (var kind in subject.Where(static referrer => referrer.ArtifactType is not null).GroupBy(static referrer => referrer.ArtifactType))
                (await ListReferrersAsync(subject.Key, kind.Key)).ShouldBe(Texts(kind), ignoreOrder: true, "end-12b");
            (await ListReferrersAsync(subject.Key, "application/vnd.of.nothing")).ShouldBeEmpty("end-12b");
        }
    }

    private async Task<string[]> ListReferrersAsync(Digest subject, string? artifactType)
    {
        var query = artifactType is null ? "" : $"?artifactType={Uri.EscapeDataString(artifactType)}";
        var response = await _http.GetAsync($"/v2/{_repository}/referrers/{subject}{query}").AnswersAsync("end-12a", HttpStatusCode.OK);
        response.Header("Content-Type").ShouldBe(MediaTypes.Index, "end-12a");
        response.Header("OCI-Filters-Applied").ShouldBe(artifactType is null ? null : "artifactType", "end-12b");
        var index = JsonNode.Parse(await response.BytesAsync())!;
        ((int?)index["schemaVersion"]).ShouldBe(2, "end-12a");
        ((string?)index["mediaType"]).ShouldBe(MediaTypes.Index, "end-12a");
        return [.. index["manifests"]!.AsArray().Select(static descriptor => Canonical(descriptor!.AsObject()))];
    }

    private async Task DeleteAsync(DataSet set)
    {
        foreach (var tag in set.Manifests.SelectMany(static manifest => manifest.Tags))
        {
            await _http.DeleteAsync($"/v2/{_repository}/manifests/{tag}").AnswersAsync("end-9", HttpStatusCode.Accepted);
            await _http.HeadAsync($"/v2/{_repository}/manifests/{tag}").AnswersAsync("end-3", HttpStatusCode.NotFound);
        }
        foreach (var manifest in set.Manifests.Reverse())
        {
            await _http.DeleteAsync($"/v2/{_repository}/manifests/{manifest.Digest}").AnswersAsync("end-9", HttpStatusCode.Accepted);
            await _http.HeadAsync($"/v2/{_repository}/manifests/{manifest.Digest}").AnswersAsync("end-3", HttpStatusCode.NotFound);
        }
        foreach (var subject in set.Referrers.Select(static referrer => referrer.Subject).Distinct())
            (await ListReferrersAsync(subject, null)).ShouldBeEmpty("end-12a");
        foreach (var digest in set.Blobs.Keys)
        {
            await _http.DeleteAsync($"/v2/{_repository}/blobs/{digest}").AnswersAsync("end-10", HttpStatusCode.Accepted);
            await _http.HeadAsync($"/v2/{_repository}/blobs/{digest}").AnswersAsync("end-2", HttpStatusCode.NotFound);
        }
    }

    private static IEnumerable<string> Texts(IEnumerable<DataReferrer> referrers) => referrers.Select(static referrer => Canonical(referrer.Descriptor));

    // Descriptors compare by their fields, in any order.
    private static string Canonical(JsonObject descriptor) => new JsonObject(descriptor.DeepClone().AsObject()
        .OrderBy(static field => field.Key, StringComparer.Ordinal)
        .Select(static field => KeyValuePair.Create(field.Key, field.Value is JsonObject inner ? new JsonObject(inner.OrderBy(static item => item.Key, StringComparer.Ordinal).Select(static item => KeyValuePair.Create(item.Key, item.Value?.DeepClone()))) : field.Value?.DeepClone()))).ToJsonString();
}
