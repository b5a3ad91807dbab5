// SPDX-License-Identifier: Apache-2.0
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Oci;
using Slipway.Registry;
using Slipway.TestKit;

namespace Slipway.Server.Tests;

/// <summary>A registry with a policy file at its door, and a store whose images are brought to it.</summary>
internal sealed class PolicyDoor : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly HttpClient _http = new();
    private TestRegistry _registry = null!;

    private PolicyDoor() => Store = OciLayout.Open(_folder["store"]);

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public OciLayout Store { get; }

    public string LayoutPath => _folder["store"];

    public string Registry => _registry.Registry;

    public TestRegistry Server => _registry;

    public string Password => _registry.PushToken;

    /// <summary>Starts a registry in which anyone pushes, as far as the policy lets them.</summary>
    /// <param name="policy">The text of the policy file.</param>
    /// <param name="within">How long an image may take; what the program gives where null.</param>
    public static async Task<PolicyDoor> OpenAsync(string policy, TimeSpan? within = null)
    {
        var door = new PolicyDoor();
        door.Write(policy);
        var watched = new WatchedPolicy(door._folder["policy.yaml"], NullLoggerFactory.Instance);
        var admission = new PolicyAdmission(watched, door._folder["inventory"], TimeProvider.System, NullLoggerFactory.Instance);
        door._registry = await TestRegistry.StartAsync(
            Cancellation, static options => options with { Anonymous = AnonymousAccess.Push },
            services => services.AddSingleton<IAdmission>(within is { } limit
                ? new PolicyAdmission(watched, door._folder["inventory"], TimeProvider.System, NullLoggerFactory.Instance) { Within = limit } : admission));
        return door;
    }

    public void Write(string policy) => AtomicFile.Write(_folder["policy.yaml"], Encoding.UTF8.GetBytes(policy));

    /// <summary>Stores an image that runs as somebody; nobody named is root.</summary>
    public Descriptor Make(string? user, int seed = 1, Platform? platform = null)
    {
        var image = Store.ReadImage(RandomImage.Create(Store, seed, platform: platform), platform ?? Platform.LinuxAmd64)!;
        var config = image.Config with { Config = image.Config.Config! with { User = user } };
        return Store.WriteManifest(ManifestBlob.Create(image.Manifest.Image! with { Config = Store.WriteBlob(MediaTypes.Config, config.ToBytes()) })) with { Platform = platform };
    }

    /// <summary>Brings the blobs of an image, and of an index's images the manifests too, by digest.</summary>
    public async Task BringPartsAsync(string repository, Descriptor image)
    {
        var manifest = Store.ReadManifest(image);
        foreach (var child in manifest.Index?.Manifests ?? [])
        {
            await BringPartsAsync(repository, child);
            (await PutAsync(repository, child.Digest.ToString(), child)).EnsureSuccessStatusCode();
        }
        foreach (var blob in manifest.Image is { } own ? own.Layers.Append(own.Config) : [])
        {
            using var content = new ByteArrayContent(Store.ReadBlob(blob));
            (await _http.PostAsync(new Uri($"http://{Registry}/v2/{repository}/blobs/uploads/?digest={blob.Digest}"), content, Cancellation)).EnsureSuccessStatusCode();
        }
    }

    /// <summary>Brings a manifest, by a tag or a digest, with parameters that follow it.</summary>
    public async Task<HttpResponseMessage> PutAsync(string repository, string reference, Descriptor image)
    {
        using var content = new ByteArrayContent(Store.ReadBlob(image));
        content.Headers.ContentType = new MediaTypeHeaderValue(image.MediaType);
        return await _http.PutAsync(new Uri($"http://{Registry}/v2/{repository}/manifests/{reference}"), content, Cancellation);
    }

    /// <summary>Brings an image under a tag.</summary>
    public async Task<HttpResponseMessage> PushAsync(string repository, string tag, Descriptor image)
    {
        await BringPartsAsync(repository, image);
        return await PutAsync(repository, tag, image);
    }

    public async Task<string> GetAsync(string path) => await _http.GetStringAsync(new Uri($"http://{Registry}{path}"), Cancellation);

    public async Task<bool> HasTagAsync(string repository, string tag) =>
        (await _http.GetAsync(new Uri($"http://{Registry}/v2/{repository}/manifests/{tag}"), Cancellation)).IsSuccessStatusCode;

    public string Folder(string name) => _folder.MakeFolder(name);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_registry is not null)
            await _registry.DisposeAsync();
        _folder.Dispose();
    }
}
