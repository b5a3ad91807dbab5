// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Text.Json;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Distribution.Tests;

public sealed class MirrorTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private OciLayout Store => OciLayout.Open(_folder["store"]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_a_mirror_has_is_pulled_from_it_and_the_registry_is_not_asked()
    {
        await using var mirror = await DockerRegistryServer.StartAsync(RegistryAccess.Anonymous, Cancellation);
        await using var registry = new ScriptedServer(static _ => new ScriptedResponse(HttpStatusCode.NotFound));
        var image = await PushAsync($"{mirror.Registry}/hub/team/app:1");

        var pulled = await PullAsync(registry.Authority, $"{mirror.Registry}/hub");

        pulled.Stored.Digest.ShouldBe(image.Digest);
        registry.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_no_mirror_has_or_none_answers_comes_from_the_registry()
    {
        await using var empty = await DockerRegistryServer.StartAsync(RegistryAccess.Anonymous, Cancellation);
        await using var broken = new ScriptedServer(static _ => new ScriptedResponse(HttpStatusCode.Forbidden));
        await using var registry = await DockerRegistryServer.StartAsync(RegistryAccess.Anonymous, Cancellation);
        var image = await PushAsync($"{registry.Registry}/team/app:1");

        (await PullAsync(registry.Registry, "127.0.0.1:1", empty.Registry, broken.Authority)).Stored.Digest.ShouldBe(image.Digest);
    }

    [Fact]
    public async Task Bytes_that_a_mirror_has_wrong_come_from_the_registry()
    {
        await using var registry = await DockerRegistryServer.StartAsync(RegistryAccess.Anonymous, Cancellation);
        var image = await PushAsync($"{registry.Registry}/team/app:1");
        await using var mirror = new ScriptedServer(request => request.Target.Contains("/manifests/", StringComparison.Ordinal)
            ? new ScriptedResponse(HttpStatusCode.OK) { Body = Store.ReadManifest(image).Raw.ToArray(), Headers = { ["Content-Type"] = MediaTypes.Manifest } }
            : new ScriptedResponse(HttpStatusCode.OK) { Body = new byte[Store.ReadManifest(image).Image!.Layers[0].Size] });

        var pulled = await PullAsync(registry.Registry, mirror.Authority);

        pulled.Stored.Digest.ShouldBe(image.Digest);
        mirror.Requests.ShouldContain(static request => request.Target.Contains("/blobs/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_registry_s_credentials_are_not_shown_to_its_mirror()
    {
        await using var mirror = new ScriptedServer(static _ => new ScriptedResponse(HttpStatusCode.Unauthorized) { Headers = { ["WWW-Authenticate"] = "Basic realm=\"x\"" } });
        await using var registry = await DockerRegistryServer.StartAsync(RegistryAccess.Password, Cancellation);
        var credentials = new CredentialStore(_folder["auth.json"]);
        await credentials.SaveAsync(registry.Registry, RegistryCredential.FromPassword(DockerRegistryServer.User, DockerRegistryServer.Password), Cancellation);
        await PushAsync($"{registry.Registry}/team/app:1", credentials);

        await PullAsync(registry.Registry, credentials, mirror.Authority);

        mirror.Requests.ShouldNotBeEmpty();
        mirror.Requests.ShouldAllBe(static request => request.Authorization == null);
    }

    private Task<PulledImage> PullAsync(string registry, params IReadOnlyList<string> mirrors) => PullAsync(registry, null, mirrors);

    private async Task<PulledImage> PullAsync(string registry, CredentialStore? credentials, params IReadOnlyList<string> mirrors)
    {
        var file = _folder.Write("registries.json", $$"""{ "registries": { "{{registry}}": { "mirrors": {{JsonSerializer.Serialize(mirrors)}} } } }""");
        using var http = new GuardedHttp(new() { Registries = RegistrySettings.Read([file], []) });
        return await new ImageTransfer(http, credentials).PullAsync(new(ImageReference.Parse($"{registry}/team/app:1"), null), OciLayout.Open(_folder["pulled"]), null, Cancellation);
    }

    private async Task<Descriptor> PushAsync(string name, CredentialStore? credentials = null)
    {
        using var http = new GuardedHttp();
        var image = RandomImage.Create(Store, seed: 5);
        await new ImageTransfer(http, credentials).PushAsync(Store, image, ImageReference.Parse(name), null, Cancellation);
        return image;
    }
}
