// SPDX-License-Identifier: Apache-2.0
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Distribution.Tests;

/// <summary>What need not be sent, or asked.</summary>
public sealed class SparingPushTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly GuardedHttp _http = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_a_registry_has_is_not_sent_again()
    {
        await using var registry = await DockerRegistryServer.StartAsync(RegistryAccess.Anonymous, Cancellation);
        var store = Open("store");
        var image = RandomImage.Create(store, seed: 4);
        var transfer = new ImageTransfer(_http);
        await transfer.PushAsync(store, image, ImageReference.Parse($"{registry.Registry}/team/app:1"), null, Cancellation);
        var progress = new TransferRecorder();

        await transfer.PushAsync(store, image, ImageReference.Parse($"{registry.Registry}/team/app:2"), progress, Cancellation);

        progress.Reports.Where(static report => !MediaTypes.IsManifest(report.Blob.MediaType) && report.State != TransferState.Waiting).ShouldAllBe(static report => report.State == TransferState.Existed);
    }

    [Fact]
    public async Task Many_small_blobs_of_a_repository_without_images_are_sent_unasked_and_the_next_time_not_at_all()
    {
        var recorder = new RequestRecorder();
        await using var registry = await TestRegistry.StartAsync(Cancellation, services: services => services.AddSingleton<IStartupFilter>(recorder));
        var credentials = new CredentialStore(_folder["auth.json"]);
        await credentials.SaveAsync(registry.Registry, RegistryCredential.FromPassword("anyone", registry.PushToken), Cancellation);
        var store = Open("store");
        var image = RandomImage.Create(store, seed: 11, layers: 40);
        int Count(string verb, string what) => recorder.Requests.Count(request => request.StartsWith(verb, StringComparison.Ordinal) && request.Contains(what, StringComparison.Ordinal));

        await new ImageTransfer(_http, credentials).PushAsync(store, image, ImageReference.Parse($"{registry.Registry}/team/app:1"), null, Cancellation);
        Count("HEAD", "/blobs/sha256:").ShouldBeLessThan(20);
        Count("GET", "/tags/list").ShouldBeInRange(1, 2); // once without a token
        recorder.Clear();
        await new ImageTransfer(_http, credentials).PushAsync(store, image, ImageReference.Parse($"{registry.Registry}/team/app:1"), null, Cancellation);

        (Count("PUT", "/blobs/"), Count("POST", "/blobs/"), Count("GET", "/tags/list")).ShouldBe((0, 0, 0));
    }

    [Fact]
    public async Task A_blob_that_a_sibling_repository_has_is_mounted_from_it()
    {
        await using var registry = await DockerRegistryServer.StartAsync(RegistryAccess.Anonymous, Cancellation);
        var store = Open("store");
        var image = RandomImage.Create(store, seed: 5);
        var first = ImageReference.Parse($"{registry.Registry}/team/base:1");
        var transfer = new ImageTransfer(_http);
        await transfer.PushAsync(store, image, first, null, Cancellation);
        await store.SetReferenceAsync(first, image, Cancellation);
        var progress = new TransferRecorder();

        await transfer.PushAsync(store, image, ImageReference.Parse($"{registry.Registry}/other/app:1"), progress, Cancellation);

        progress.Reports.Where(static report => MediaTypes.IsLayer(report.Blob.MediaType) && report.State != TransferState.Waiting).ShouldAllBe(static report => report.State == TransferState.Mounted);
        (await transfer.ResolveAsync(ImageReference.Parse($"{registry.Registry}/other/app:1"), Cancellation))!.Digest.ShouldBe(image.Digest);
    }

    private OciLayout Open(string name) => OciLayout.Open(_folder[name]);
}
