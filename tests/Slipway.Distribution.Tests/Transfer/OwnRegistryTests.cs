// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Distribution.Tests;

/// <summary>The client against our own registry, which does what Debian's doesn't: tokens for anyone, tags deleted alone.</summary>
public sealed class OwnRegistryTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly GuardedHttp _http = new();
    private readonly CredentialStore _credentials;

    public OwnRegistryTests() => _credentials = new(_folder["config.json"]);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Anyone_pulls_what_the_holder_of_the_token_pushed()
    {
        await using var registry = await TestRegistry.StartAsync(Cancellation);
        var store = OciLayout.Open(_folder["here"]);
        var index = RandomImage.CreateIndex(store, 1, Platform.LinuxAmd64, Platform.LinuxArm64);
        var name = ImageReference.Parse($"{registry.Registry}/team/app:1");

        var stranger = await Should.ThrowAsync<RegistryException>(async () => await new ImageTransfer(_http).PushAsync(store, index, name, null, Cancellation));
        await new RegistryLogin(_http, _credentials).LoginAsync(registry.Registry, RegistryCredential.FromPassword("anyone", registry.PushToken), null, Cancellation);
        await new ImageTransfer(_http, _credentials).PushAsync(store, index, name, null, Cancellation);
        var pulled = await new ImageTransfer(_http).PullAsync(new(name, null), OciLayout.Open(_folder["there"]), null, Cancellation);

        (stranger.IsUnauthorized || stranger.StatusCode == System.Net.HttpStatusCode.Forbidden).ShouldBeTrue();
        pulled.Stored.Digest.ShouldBe(index.Digest);
    }

    [Fact]
    public async Task A_wrong_password_is_found_out_at_login()
    {
        await using var registry = await TestRegistry.StartAsync(Cancellation);

        var refusal = await Should.ThrowAsync<RegistryException>(async () =>
            await new RegistryLogin(_http, _credentials).LoginAsync(registry.Registry, RegistryCredential.FromPassword("anyone", "wrong"), null, Cancellation));

        refusal.IsUnauthorized.ShouldBeTrue();
    }

    [Fact]
    public async Task A_large_layer_goes_and_comes_whole_and_is_mounted_next_time()
    {
        await using var registry = await TestRegistry.StartAsync(Cancellation);
        await _credentials.SaveAsync(registry.Registry, RegistryCredential.FromPassword("anyone", registry.PushToken), Cancellation);
        var (here, there) = (OciLayout.Open(_folder["here"]), OciLayout.Open(_folder["there"]));
        var image = RandomImage.Create(here, seed: 2, layers: 1, layerSize: 20_000_000);
        var name = ImageReference.Parse($"{registry.Registry}/team/base:1");
        var transfer = new ImageTransfer(_http, _credentials);
        var states = new ConcurrentDictionary<Digest, TransferState>();

        await transfer.PushAsync(here, image, name, null, Cancellation);
        await here.SetReferenceAsync(name, image, Cancellation);
        await transfer.PushAsync(here, image, ImageReference.Parse($"{registry.Registry}/other/app:1"), new Recorder(states), Cancellation);
        await transfer.PullAsync(new(ImageReference.Parse($"{registry.Registry}/other/app:1"), null), there, null, Cancellation);

        var layer = here.ReadManifest(image).Image!.Layers[0];
        states[layer.Digest].ShouldBe(TransferState.Mounted);
        (await File.ReadAllBytesAsync(there.BlobPath(layer.Digest), Cancellation)).ShouldBe(await File.ReadAllBytesAsync(here.BlobPath(layer.Digest), Cancellation));
    }

    [Fact]
    public async Task A_tag_is_deleted_and_what_it_named_stays()
    {
        await using var registry = await TestRegistry.StartAsync(Cancellation);
        await _credentials.SaveAsync(registry.Registry, RegistryCredential.FromPassword("anyone", registry.PushToken), Cancellation);
        var store = OciLayout.Open(_folder["here"]);
        var image = RandomImage.Create(store, seed: 3);
        var name = ImageReference.Parse($"{registry.Registry}/team/app:1");
        var transfer = new ImageTransfer(_http, _credentials);
        await transfer.PushAsync(store, image, name, null, Cancellation);
        using var client = await transfer.ConnectAsync(name, Cancellation);

        (await client.DeleteTagAsync(name.Repository, Tag.Parse("1"), Cancellation)).ShouldBeTrue();

        (await client.ResolveAsync(name.Repository, "1", Cancellation)).ShouldBeNull();
        (await client.ResolveAsync(name.Repository, image.Digest.ToString(), Cancellation)).ShouldNotBeNull();
    }

    private sealed class Recorder(ConcurrentDictionary<Digest, TransferState> states) : IProgress<TransferProgress>
    {
        public void Report(TransferProgress value) => states[value.Blob.Digest] = value.State;
    }
}
