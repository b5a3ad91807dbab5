// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Text;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Registry.Tests;

/// <summary>What the settings say that clients may not do.</summary>
public sealed class RuleTests
{
    [Theory]
    [InlineData("team/*", "team/app", true)]
    [InlineData("team/*", "team/app/web", false)]
    [InlineData("team/**", "team/app/web", true)]
    [InlineData("**/app", "a/b/app", true)]
    [InlineData("**", "any/thing", true)]
    [InlineData("*", "any/thing", false)]
    [InlineData("v?.*", "v1.20", true)]
    [InlineData("v?.*", "v.1", false)]
    [InlineData("*-*-x", "a-b-c-x", true)]
    [InlineData("**/b*/c", "a/bb/x/bc/c", true)]
    [InlineData("app", "apps", false)]
    public void A_pattern_matches_whole_names(string pattern, string name, bool matches) => NamePattern.Parse(pattern).Matches(name).ShouldBe(matches);

    [Fact]
    public async Task A_tag_that_is_set_once_is_neither_set_anew_nor_deleted_nor_is_what_it_leads_to()
    {
        await using var registry = await TestRegistry.StartAsync(RegistryHttp.Cancellation, static options => options with
        {
            ImmutableTags = [new() { Repositories = NamePattern.Parse("team/*"), Tags = NamePattern.Parse("*"), Except = [NamePattern.Parse("latest")] }],
        });
        using var http = new RegistryHttp(registry);
        var text = await http.MakeManifestAsync("team/app", "first");
        var image = Digest.Sha256(Encoding.UTF8.GetBytes(text));
        await http.PutManifestAsync("team/app", image.ToString(), text);
        (await http.PutManifestAsync("team/app", "1.0", RegistryHttp.Index((image, text.Length)), MediaTypes.Index)).StatusCode.ShouldBe(HttpStatusCode.Created);
        var index = (await http.HeadAsync("/v2/team/app/manifests/1.0")).Header("Docker-Content-Digest");

        var refused = await (await http.PutManifestAsync("team/app", "1.0", text)).ShouldBeErrorAsync(HttpStatusCode.Forbidden, "DENIED");
        refused[0].GetProperty("message").GetString().ShouldNotBeNull().ShouldContain($"names {index} for ever");
        foreach (var path in new[] { "manifests/1.0", $"manifests/{index}", $"manifests/{image}", $"blobs/{Digest.Sha256("first"u8)}" })
            await (await http.DeleteAsync($"/v2/team/app/{path}")).ShouldBeErrorAsync(HttpStatusCode.Forbidden, "DENIED");
        (await http.PutManifestAsync("team/app", "1.0", RegistryHttp.Index((image, text.Length)), MediaTypes.Index)).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await http.HeadAsync("/v2/team/app/manifests/1.0")).Header("Docker-Content-Digest").ShouldBe(index);

        // Others change as they like.
        await http.PushImageAsync("team/app", "latest", "second");
        await http.PushImageAsync("team/app", "latest", "third");
        await http.PushImageAsync("free/app", "1.0", "second");
        await http.PushImageAsync("free/app", "1.0", "third");
        (await http.DeleteAsync("/v2/free/app/manifests/1.0")).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await http.DeleteAsync("/v2/team/app/manifests/latest")).StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task A_namespace_holds_no_more_bytes_than_it_may_and_each_blob_counts_once()
    {
        await using var registry = await TestRegistry.StartAsync(RegistryHttp.Cancellation, static options => options with { Quotas = [new() { Namespaces = NamePattern.Parse("team"), MaxBytes = 1000 }] });
        using var http = new RegistryHttp(registry);
        var shared = await http.PushBlobAsync("team/app", new byte[880]);
        (await http.SendAsync("POST", $"/v2/team/other/blobs/uploads/?mount={shared}&from=team/app")).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await http.PushBlobAsync("team/third", new byte[880])).ShouldBe(shared);

        var content = Encoding.UTF8.GetBytes(new string('x', 200));
        foreach (var refused in new[]
        {
            await http.SendAsync("POST", $"/v2/team/app/blobs/uploads/?digest={Digest.Sha256(content)}", content),
            await http.SendAsync("PATCH", await http.StartUploadAsync("team/app"), new byte[5000]),
        })
        {
            (await refused.ShouldBeErrorAsync(HttpStatusCode.Forbidden, "DENIED"))[0].GetProperty("message").GetString().ShouldNotBeNull().ShouldContain("holds 880 of the 1000 bytes");
        }
        (await http.HeadAsync($"/v2/team/app/blobs/{Digest.Sha256(content)}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        // More than nine tenths: it still fits, and the client is warned.
        var manifest = await http.MakeManifestAsync("team/app", new string('y', 50));
        (await http.PutManifestAsync("team/app", "1.0", manifest)).Header("Warning").ShouldBe("299 - \"the namespace 'team' holds 932 of the 1000 bytes that it may\"");
        await http.PushBlobAsync("free/app", new byte[5000]);
    }

    [Fact]
    public async Task A_namespace_has_no_more_tags_than_it_may_and_room_again_when_one_goes()
    {
        await using var registry = await TestRegistry.StartAsync(RegistryHttp.Cancellation, static options => options with { Quotas = [new() { MaxTags = 2 }] });
        using var http = new RegistryHttp(registry);
        await http.PushImageAsync("team/app", "1.0");
        await http.PushImageAsync("team/other", "1.0");
        var manifest = await http.MakeManifestAsync("team/app");

        await (await http.PutManifestAsync("team/app", "2.0", manifest)).ShouldBeErrorAsync(HttpStatusCode.Forbidden, "DENIED");
        (await http.PutManifestAsync("team/app", "1.0", manifest)).StatusCode.ShouldBe(HttpStatusCode.Created);
        await http.DeleteAsync("/v2/team/other/manifests/1.0");

        (await http.PutManifestAsync("team/app", "2.0", manifest)).StatusCode.ShouldBe(HttpStatusCode.Created);
        await http.DeleteAsync($"/v2/team/app/manifests/{Digest.Sha256(Encoding.UTF8.GetBytes(manifest))}");
        (await http.PushImageAsync("team/third", "1.0")).IsDefault.ShouldBeFalse();
    }

    [Fact]
    public async Task A_registry_that_is_read_only_answers_reads_alone()
    {
        await using var registry = await TestRegistry.StartAsync(RegistryHttp.Cancellation);
        using (var before = new RegistryHttp(registry))
            await before.PushImageAsync("team/app", "1.0");
        await using var server = await RegistryServer.StartAsync(registry.Server.Options with { Mode = RegistryMode.ReadOnly }, cancellationToken: RegistryHttp.Cancellation);
        using var http = new RegistryHttp(server.Address, registry.PushToken);

        (await http.GetAsync("/v2/team/app/manifests/1.0")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await http.GetAsync($"/v2/team/app/blobs/{Digest.Sha256("layer"u8)}").TextAsync()).ShouldBe("layer");
        await (await http.SendAsync("POST", "/v2/team/app/blobs/uploads/")).ShouldBeErrorAsync(HttpStatusCode.MethodNotAllowed, "UNSUPPORTED");
        await (await http.PutManifestAsync("team/app", "2.0", "{}")).ShouldBeErrorAsync(HttpStatusCode.MethodNotAllowed, "UNSUPPORTED");
        await (await http.DeleteAsync("/v2/team/app/manifests/1.0")).ShouldBeErrorAsync(HttpStatusCode.MethodNotAllowed, "UNSUPPORTED");
    }
}
