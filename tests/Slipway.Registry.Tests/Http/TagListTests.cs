// SPDX-License-Identifier: Apache-2.0
using System.Net;
using FsCheck;
using FsCheck.Fluent;

namespace Slipway.Registry.Tests;

public sealed class TagListTests(RegistryFixture fixture) : IClassFixture<RegistryFixture>
{
    private readonly RegistryHttp _http = fixture.Http;
    private readonly string _repository = fixture.NewRepository();

    [Fact]
    public async Task Tags_come_in_ordinal_order()
    {
        await PushTagsAsync(["b", "a", "B", "a.1", "a-1", "_"]);

        var response = await _http.GetAsync($"/v2/{_repository}/tags/list");

        (await response.ListAsync("tags")).ShouldBe(["B", "_", "a", "a-1", "a.1", "b"]);
        response.Header("Link").ShouldBeNull();
    }

    [Fact]
    public async Task A_page_leads_to_the_next_until_the_last()
    {
        await PushTagsAsync(["a", "b", "c", "d", "e"]);

        var first = await _http.GetAsync($"/v2/{_repository}/tags/list?n=2");
        var last = await _http.GetAsync($"/v2/{_repository}/tags/list?n=2&last=d");

        (await first.ListAsync("tags")).ShouldBe(["a", "b"]);
        first.Header("Link").ShouldBe($"</v2/{_repository}/tags/list?n=2&last=b>; rel=\"next\"");
        (await last.ListAsync("tags")).ShouldBe(["e"]);
        last.Header("Link").ShouldBeNull();
    }

    [Fact]
    public async Task Pages_of_any_size_hold_every_tag_once()
    {
        string[] tags = [.. Enumerable.Range(0, 60).Select(static number => $"v{number}").Concat(["v", "v-", "v1.0", "v10.0", "V1", "latest", "lat", "late"])];
        await PushTagsAsync(tags);
        var sorted = tags.Order(StringComparer.Ordinal).ToArray();

        // The registry's answer for each page size and starting point is what the sorted set says.
        Prop.ForAll(
            Gen.Choose(1, 80).ToArbitrary(),
            Gen.Elements<string>([.. tags, "", "u", "w", "v1.", "~"]).ToArbitrary(),
            (count, after) =>
            {
                var collected = new List<string>();
                for (string? path = $"/v2/{_repository}/tags/list?n={count}&last={after}"; path is not null;)
                {
                    using var response = _http.GetAsync(path).GetAwaiter().GetResult();
                    var page = response.ListAsync("tags").GetAwaiter().GetResult();
                    page.Length.ShouldBeLessThanOrEqualTo(count);
                    collected.AddRange(page);
                    path = response.Header("Link") is { } link ? link[1..link.IndexOf('>', StringComparison.Ordinal)] : null;
                }
                return collected.SequenceEqual(sorted.Where(tag => string.CompareOrdinal(tag, after) > 0));
            }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("x")]
    [InlineData("1e3")]
    [InlineData("1.5")]
    public async Task What_is_no_number_of_entries_is_refused(string number)
    {
        await PushTagsAsync(["a"]);

        await (await _http.GetAsync($"/v2/{_repository}/tags/list?n={number}")).ShouldBeErrorAsync(HttpStatusCode.BadRequest, "PAGINATION_NUMBER_INVALID");
        await (await _http.GetAsync($"/v2/_catalog?n={number}")).ShouldBeErrorAsync(HttpStatusCode.BadRequest, "PAGINATION_NUMBER_INVALID");
    }

    [Theory]
    [InlineData("2147483647")]
    [InlineData("99999999999999999999999")]
    public async Task More_entries_than_a_page_has_are_no_error(string number)
    {
        await PushTagsAsync(["a"]);

        (await (await _http.GetAsync($"/v2/{_repository}/tags/list?n={number}")).ListAsync("tags")).ShouldBe(["a"]);
        (await _http.GetAsync($"/v2/_catalog?n={number}")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task No_entries_may_be_asked_for()
    {
        await PushTagsAsync(["a"]);

        var response = await _http.GetAsync($"/v2/{_repository}/tags/list?n=0");

        (await response.ListAsync("tags")).ShouldBeEmpty();
        response.Header("Link").ShouldBeNull();
    }

    [Fact]
    public async Task Lists_have_heads()
    {
        await PushTagsAsync(["a", "b"]);

        foreach (var path in new[] { $"/v2/{_repository}/tags/list?n=1", "/v2/_catalog", $"/v2/{_repository}/referrers/{Slipway.Oci.Digest.Sha256("x"u8)}" })
        {
            var (head, got) = (await _http.HeadAsync(path), await _http.GetAsync(path));
            head.StatusCode.ShouldBe(HttpStatusCode.OK);
            head.Header("Content-Type").ShouldBe(got.Header("Content-Type"));
            head.Header("Link").ShouldBe(got.Header("Link"));
            (await head.BytesAsync()).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task A_repository_whose_tags_are_gone_has_an_empty_list()
    {
        await PushTagsAsync(["a"]);
        await _http.DeleteAsync($"/v2/{_repository}/manifests/a");

        (await _http.GetAsync($"/v2/{_repository}/tags/list").TextAsync()).ShouldBe($$"""{"name":"{{_repository}}","tags":[]}""");
    }

    [Fact]
    public async Task Tags_of_a_repository_that_is_not_there_are_unknown() =>
        await (await _http.GetAsync("/v2/nowhere/tags/list")).ShouldBeErrorAsync(HttpStatusCode.NotFound, "NAME_UNKNOWN");

    [Fact]
    public async Task The_catalog_holds_each_repository_with_an_image_page_by_page()
    {
        var (first, second) = ($"catalog/{Guid.NewGuid():N}-a", $"catalog/{Guid.NewGuid():N}-b");
        await _http.PushImageAsync(first, "1");
        await _http.PushImageAsync(second, "1");
        await _http.PushBlobAsync("catalog/without-image", "x");

        var all = await (await _http.GetAsync("/v2/_catalog")).ListAsync("repositories");
        var page = await _http.GetAsync($"/v2/_catalog?n=1&last={Uri.EscapeDataString(all[0])}");

        all.ShouldContain(first);
        all.ShouldContain(second);
        all.ShouldNotContain("catalog/without-image");
        all.ShouldBe(all.Order(StringComparer.Ordinal));
        (await page.ListAsync("repositories")).ShouldBe([all[1]]);
    }

    private async Task PushTagsAsync(IEnumerable<string> tags)
    {
        var manifest = await _http.MakeManifestAsync(_repository);
        foreach (var tag in tags)
            (await _http.PutManifestAsync(_repository, tag, manifest)).StatusCode.ShouldBe(HttpStatusCode.Created);
    }
}
