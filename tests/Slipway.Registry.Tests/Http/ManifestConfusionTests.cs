// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Slipway.Oci;

namespace Slipway.Registry.Tests;

/// <summary>A manifest that two readers could take for two different things is refused, whoever would be right (CVE-2021-41190).</summary>
public sealed class ManifestConfusionTests(RegistryFixture fixture) : IClassFixture<RegistryFixture>
{
    private const string Config = """{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":2}""";

    public static TheoryData<string, string, string> Confusing => new()
    {
        { "no JSON", MediaTypes.Manifest, "schemaVersion: 2" },
        { "nothing", MediaTypes.Manifest, "" },
        { "null", MediaTypes.Manifest, "null" },
        { "an array", MediaTypes.Manifest, "[]" },
        { "a byte order mark", MediaTypes.Manifest, "\uFEFF" + Image("") },
        { "more after the end", MediaTypes.Manifest, Image("") + "{}" },
        { "a comment", MediaTypes.Manifest, "/* */" + Image("") },
        { "an older version", MediaTypes.Manifest, Image("").Replace("\"schemaVersion\":2", "\"schemaVersion\":1", StringComparison.Ordinal) },
        { "no version", MediaTypes.Manifest, Image("").Replace("\"schemaVersion\":2,", "", StringComparison.Ordinal) },
        { "another type than it came as", MediaTypes.Manifest, Image($",\"mediaType\":\"{MediaTypes.Index}\"") },
        { "a type that isn't a text", MediaTypes.Manifest, Image(",\"mediaType\":1") },
        { "an image with manifests", MediaTypes.Manifest, Image(",\"manifests\":[]") },
        { "an index with a config", MediaTypes.Index, $$"""{"schemaVersion":2,"manifests":[],"config":{{Config}}}""" },
        { "an index with layers", MediaTypes.Index, """{"schemaVersion":2,"manifests":[],"layers":[]}""" },
        { "an index that came as an image", MediaTypes.Manifest, """{"schemaVersion":2,"manifests":[]}""" },
        { "an image that came as an index", MediaTypes.Index, Image("") },
        { "an image without layers", MediaTypes.Manifest, $$"""{"schemaVersion":2,"config":{{Config}}}""" },
        { "layers that are no array", MediaTypes.Manifest, $$$"""{"schemaVersion":2,"config":{{{Config}}},"layers":{}}""" },
        { "a field twice", MediaTypes.Manifest, Image(",\"layers\":[]") },
        { "a field twice, once escaped", MediaTypes.Manifest, Image(",\"l\\u0061yers\":[]") },
        { "a field in another case", MediaTypes.Manifest, Image(",\"Layers\":[]") },
        { "manifests in another case", MediaTypes.Manifest, Image(",\"MANIFESTS\":[]") },
        { "layers with a long s", MediaTypes.Manifest, Image(",\"layer\u017F\":[]") },
        { "a descriptor with a digest in another case", MediaTypes.Manifest, Image("").Replace("\"size\":2", "\"size\":2,\"Digest\":\"sha256:00\"", StringComparison.Ordinal) },
        { "a descriptor with a size twice", MediaTypes.Manifest, Image("").Replace("\"size\":2", "\"size\":2,\"size\":3", StringComparison.Ordinal) },
        { "data that is something else", MediaTypes.Manifest, Image("").Replace("\"size\":2", "\"size\":2,\"data\":\"W10=\"", StringComparison.Ordinal) },
        { "data that is no Base64", MediaTypes.Manifest, Image("").Replace("\"size\":2", "\"size\":2,\"data\":\"{}\"", StringComparison.Ordinal) },
        { "both kinds of an unknown type", "application/vnd.example+json", $$"""{"manifests":[],"config":{{Config}}}""" },
        { "a negative size", MediaTypes.Manifest, Image("").Replace("\"size\":2", "\"size\":-2", StringComparison.Ordinal) },
        { "a size that is no number", MediaTypes.Manifest, Image("").Replace("\"size\":2", "\"size\":\"2\"", StringComparison.Ordinal) },
        { "a digest that is none", MediaTypes.Manifest, Image("").Replace("sha256:44", "sha256:zz", StringComparison.Ordinal) },
        { "a subject that is none", MediaTypes.Manifest, Image(",\"subject\":\"sha256:44\"") },
        { "an annotation that is no text", MediaTypes.Manifest, Image(",\"annotations\":{\"a\":1}") },
        { "too deep a tree", MediaTypes.Manifest, Image($",\"x\":{new string('[', 40)}{new string(']', 40)}") },
        { "no type at all", "", Image("") },
    };

    [Theory]
    [MemberData(nameof(Confusing))]
    public async Task A_manifest_that_could_be_read_in_two_ways_is_refused(string what, string contentType, string manifest)
    {
        what.ShouldNotBeEmpty();
        var repository = fixture.NewRepository();
        await fixture.Http.PushBlobAsync(repository, "{}");

        var response = await fixture.Http.SendAsync("PUT", $"/v2/{repository}/manifests/1.0", System.Text.Encoding.UTF8.GetBytes(manifest),
            contentType.Length > 0 ? [("Content-Type", contentType)] : []);

        await response.ShouldBeErrorAsync(HttpStatusCode.BadRequest, "MANIFEST_INVALID");
    }

    [Fact]
    public async Task The_manifest_that_the_others_are_made_of_is_taken()
    {
        var repository = fixture.NewRepository();
        await fixture.Http.PushBlobAsync(repository, "{}");

        (await fixture.Http.PutManifestAsync(repository, "1.0", Image(""))).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_manifest_of_too_many_parts_is_refused()
    {
        var repository = fixture.NewRepository();
        var parts = string.Join(',', Enumerable.Repeat($$"""{"mediaType":"{{MediaTypes.Manifest}}","digest":"{{Digest.Sha256("x"u8)}}","size":1}""", 10_001));

        var response = await fixture.Http.PutManifestAsync(repository, "1.0", $$"""{"schemaVersion":2,"manifests":[{{parts}}]}""", MediaTypes.Index);

        await response.ShouldBeErrorAsync(HttpStatusCode.BadRequest, "MANIFEST_INVALID");
    }

    [Fact]
    public async Task An_index_of_too_many_indexes_is_refused()
    {
        var parts = string.Join(',', Enumerable.Repeat($$"""{"mediaType":"{{MediaTypes.Index}}","digest":"{{Digest.Sha256("x"u8)}}","size":1}""", 65));

        var response = await fixture.Http.PutManifestAsync(fixture.NewRepository(), "1.0", $$"""{"schemaVersion":2,"manifests":[{{parts}}]}""", MediaTypes.Index);

        await response.ShouldBeErrorAsync(HttpStatusCode.BadRequest, "MANIFEST_INVALID");
    }

    private static string Image(string more) => $$"""{"schemaVersion":2,"config":{{Config}},"layers":[]{{more}}}""";
}
