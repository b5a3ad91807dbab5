// SPDX-License-Identifier: Apache-2.0
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Distribution;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Build.Tests;

/// <summary>What a build asks a registry for, counted by the registry.</summary>
public sealed class LazyBaseTests : IAsyncLifetime
{
    private readonly RequestRecorder _recorder = new();
    private readonly GuardedHttp _http = new();
    private TestRegistry _registry = null!;
    private ImageManifest _base = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Base => $"{_registry.Registry}/team/base:1";

    private IReadOnlyList<string> FetchedBlobs => [.. _recorder.Requests.Where(static request => request.StartsWith("GET /v2/team/base/blobs/", StringComparison.Ordinal)).Select(static request => request[(request.LastIndexOf('/') + 1)..])];

    public async ValueTask InitializeAsync()
    {
        _registry = await TestRegistry.StartAsync(Cancellation, services: services => services.AddSingleton<IStartupFilter>(_recorder));
        using var folder = new TempFolder();
        var (store, credentials) = (OciLayout.Open(folder["store"]), new CredentialStore(folder["auth.json"]));
        await credentials.SaveAsync(_registry.Registry, RegistryCredential.FromPassword("anyone", _registry.PushToken), Cancellation);
        var image = RandomImage.Create(store, seed: 1, layers: 3, platform: Platform.Host);
        _base = store.ReadManifest(image).Image!;
        await new ImageTransfer(_http, credentials).PushAsync(store, image, ImageReference.Parse(Base), null, Cancellation);
        _recorder.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await _registry.DisposeAsync();
        _http.Dispose();
    }

    [Fact]
    public async Task A_base_of_a_stage_that_nothing_asks_for_is_not_even_looked_up()
    {
        using var world = CreateWorld();
        world.Write("y", "y");

        await world.BuildAsync($"FROM {Base} AS unused\nCOPY y /x\nFROM scratch\nCOPY y /y\n");

        _recorder.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Manifest_and_configuration_come_first_and_no_layer_where_nothing_needs_one()
    {
        using var world = CreateWorld();

        await new BuildEngine(world.Services).PlanAsync(new() { Targets = [world.Target($"FROM {Base}\nLABEL a=b\n")], Options = BuildOptions.Default }, Cancellation);
        await world.BuildAsync($"FROM {Base}\nLABEL a=b\n", static target => target with { Outputs = [new CacheOnlyOutput()] });

        FetchedBlobs.ShouldBe([_base.Config.Digest.ToString()]);
        _recorder.Requests.Count(static request => request.StartsWith("GET /v2/team/base/manifests/", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task An_export_fetches_each_layer_once_and_a_second_build_none()
    {
        using var world = CreateWorld();
        world.Write("y", "y");

        await world.BuildAsync($"FROM {Base}\nCOPY y /y\n");
        FetchedBlobs.ShouldBe([_base.Config.Digest.ToString(), .. _base.Layers.Select(static layer => layer.Digest.ToString())], ignoreOrder: true);
        _recorder.Clear();
        await world.BuildAsync($"FROM {Base}\nCOPY y /y\nLABEL more=so\n");

        FetchedBlobs.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_copy_from_a_base_fetches_its_layers()
    {
        using var world = CreateWorld();

        await world.BuildAsync($"FROM scratch\nCOPY --from={Base} /layer-2 /\n");

        FetchedBlobs.ShouldContain(_base.Layers[2].Digest.ToString());
    }

    private BuildWorld CreateWorld() => new(services => services with { BaseImages = new RegistryBaseImages(new ImageTransfer(_http), services.Store) });
}
