// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Text;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Distribution.Tests;

public sealed class ReferrersTests : IDisposable
{
    private static readonly RepositoryName App = RepositoryName.Parse("team/app");
    private readonly TempFolder _folder = new();
    private readonly GuardedHttp _http = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_registry_s_own_list_is_read_and_filtered()
    {
        await using var registry = await TestRegistry.StartAsync(Cancellation);
        var credential = RegistryCredential.FromPassword("anyone", registry.PushToken);
        using var client = await RegistryClient.ConnectAsync(_http, registry.Registry, _ => Task.FromResult<RegistryCredential?>(credential), null, Cancellation);
        var (image, signature, sbom) = await PushAsync(client);

        (await client.ListReferrersAsync(App, image.Digest, null, Cancellation)).Select(static one => one.Digest).ShouldBe([signature, sbom], ignoreOrder: true);
        (await client.ListReferrersAsync(App, image.Digest, "application/x.sbom", Cancellation)).ShouldHaveSingleItem().Digest.ShouldBe(sbom);
        (await client.ListReferrersAsync(App, Digest.Sha256("nobody"u8), null, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_a_registry_has_no_list_one_is_kept_under_a_tag_and_read_there()
    {
        await using var registry = await DockerRegistryServer.StartAsync(RegistryAccess.Anonymous, Cancellation);
        using var client = await RegistryClient.ConnectAsync(_http, registry.Registry, null, null, Cancellation);
        var (image, signature, sbom) = await PushAsync(client);

        var list = await client.FetchManifestAsync(App, $"sha256-{image.Digest.Hex}", Cancellation);
        list.Index!.Manifests.Select(static one => (one.Digest, one.ArtifactType)).ShouldBe([(signature, "application/x.signature"), (sbom, "application/x.sbom")]);
        (await client.ListReferrersAsync(App, image.Digest, "application/x.signature", Cancellation)).ShouldHaveSingleItem().Digest.ShouldBe(signature);
    }

    [Fact]
    public async Task A_tag_that_names_an_image_where_the_list_would_be_is_left_alone()
    {
        await using var registry = await DockerRegistryServer.StartAsync(RegistryAccess.Anonymous, Cancellation);
        using var client = await RegistryClient.ConnectAsync(_http, registry.Registry, null, null, Cancellation);
        var (image, signature, _) = await PushAsync(client);
        var tag = Tag.Parse($"sha256-{image.Digest.Hex}");
        var other = await client.FetchManifestAsync(App, signature.ToString(), Cancellation);
        await client.PushManifestAsync(App, await client.FetchManifestAsync(App, image.Digest.ToString(), Cancellation), tag, Cancellation);

        (await Should.ThrowAsync<RegistryException>(() => client.PushManifestAsync(App, other, null, Cancellation))).Message.ShouldEndWith("names an image. Delete or rename that tag.");
        (await client.ResolveAsync(App, tag.ToString(), Cancellation))!.Digest.ShouldBe(image.Digest);
    }

    [Fact]
    public async Task A_list_goes_on_over_its_pages_and_not_at_another_host()
    {
        var subject = Digest.Sha256("image"u8);
        await using var server = new ScriptedServer(request => Page(request.Target.Contains("page=2", StringComparison.Ordinal) ? "b" : "a", request.Target.Contains("page=2", StringComparison.Ordinal) ? null : $"/v2/team/app/referrers/{subject}?page=2"));
        await using var astray = new ScriptedServer(_ => Page("a", "http://127.0.0.1:1/v2/team/app/referrers/x"));
        using var client = await RegistryClient.ConnectAsync(_http, server.Authority, null, null, Cancellation);
        using var other = await RegistryClient.ConnectAsync(_http, astray.Authority, null, null, Cancellation);

        (await client.ListReferrersAsync(App, subject, null, Cancellation)).Select(static one => one.Digest).ShouldBe([Digest.Sha256("a"u8), Digest.Sha256("b"u8)]);
        (await Should.ThrowAsync<RegistryException>(() => other.ListReferrersAsync(App, subject, null, Cancellation))).Message.ShouldContain("another host");
    }

    [Fact]
    public void The_tag_of_a_long_digest_has_its_first_64_digits()
    {
        var subject = Digest.Sha512("image"u8);
        ReferrersTag.Of(subject).ShouldBe($"sha512-{subject.Hex[..64]}");
    }

    private static ScriptedResponse Page(string referrer, string? next)
    {
        var index = ManifestBlob.Create(new ImageIndex { Manifests = [new() { MediaType = MediaTypes.Manifest, Digest = Digest.Sha256(Encoding.UTF8.GetBytes(referrer)), Size = 1 }] });
        var response = new ScriptedResponse(HttpStatusCode.OK) { Body = index.Raw.ToArray() };
        if (next is not null)
            response.Headers["Link"] = $"<{next}>; rel=\"next\"";
        return response;
    }

    private async Task<(Descriptor Image, Digest Signature, Digest Sbom)> PushAsync(RegistryClient client)
    {
        var store = OciLayout.Open(_folder["store"]);
        var empty = store.WriteBlob(MediaTypes.Empty, "{}"u8);
        var image = ManifestBlob.Create(new ImageManifest { Config = empty, Layers = [empty], ArtifactType = "application/x.image" });
        await client.PushBlobAsync(App, new(empty, _ => Task.FromResult(store.OpenBlob(empty)!)), Cancellation);
        var (signature, sbom) = (Refer("application/x.signature"), Refer("application/x.sbom"));
        foreach (var manifest in new[] { image, signature, sbom })
            await client.PushManifestAsync(App, manifest, null, Cancellation);
        return (image.Descriptor, signature.Digest, sbom.Digest);

        ManifestBlob Refer(string type) => ManifestBlob.Create(new ImageManifest { Config = empty, Layers = [empty], ArtifactType = type, Subject = image.Descriptor });
    }
}
