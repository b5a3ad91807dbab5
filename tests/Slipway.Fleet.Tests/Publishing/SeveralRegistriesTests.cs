// SPDX-License-Identifier: Apache-2.0
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Distribution;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Fleet.Tests;

public sealed class SeveralRegistriesTests
{
    private const string Shared = """
        fleet: shop
        registry: ghcr.io/team
        images:
          base: { context: base }
          app: { context: app, args: { BACKEND: all } }
          copy: { context: app, args: { BACKEND: all } }
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_fleet_goes_to_several_registries_and_each_layer_once_to_each()
    {
        using var world = FleetBuildTests.Create();
        using var http = new GuardedHttp();
        var (first, second) = (new RequestRecorder(), new RequestRecorder());
        await using var one = await TestRegistry.StartAsync(Cancellation, services: services => services.AddSingleton<IStartupFilter>(first));
        await using var two = await TestRegistry.StartAsync(Cancellation, services: services => services.AddSingleton<IStartupFilter>(second));
        var transfer = new ImageTransfer(http, await CredentialsAsync(world, one, two));
        var verification = await world.VerifyAsync(await world.BuildAsync(Shared));

        var result = await new FleetPublisher(transfer, world.Store).PublishAsync(verification, [one.Registry, $"{two.Registry}/mirror"], null, Cancellation);

        result.Refused.ShouldBeEmpty();
        foreach (var name in result.Published.SelectMany(static image => image.References.Select(reference => (reference, image.Image.Digest))))
            (await transfer.ResolveAsync(name.reference, Cancellation))!.Digest.ShouldBe(name.Digest);
        foreach (var (recorder, prefix) in new[] { (first, ""), (second, "mirror/") })
        {
            // app and copy are one image, and both stand on base.
            var puts = recorder.Requests.Where(static request => request.StartsWith("PUT", StringComparison.Ordinal)).ToList();
            var sent = puts.Where(static request => request.Contains("/blobs/uploads/", StringComparison.Ordinal)).Select(static request => request.Split("digest=")[1]).ToList();
            sent.ShouldBeUnique();
            recorder.Requests.ShouldContain(request => request.Contains($"/v2/{prefix}team/copy/blobs/uploads/?mount=", StringComparison.Ordinal));
            // No tag before everything is there.
            var firstTag = puts.FindIndex(static request => request.Contains("/manifests/", StringComparison.Ordinal) && !request.Contains("/manifests/sha256:", StringComparison.Ordinal));
            puts.Skip(firstTag).ShouldAllBe(static request => request.EndsWith("/manifests/latest", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Where_one_registry_refuses_no_tag_is_set_at_the_others()
    {
        using var world = FleetBuildTests.Create();
        using var http = new GuardedHttp();
        await using var open = await TestRegistry.StartAsync(Cancellation);
        await using var closed = await TestRegistry.StartAsync(Cancellation);
        var transfer = new ImageTransfer(http, await CredentialsAsync(world, open));
        var verification = await world.VerifyAsync(await world.BuildAsync(Shared));

        await Should.ThrowAsync<RegistryException>(() => new FleetPublisher(transfer, world.Store).PublishAsync(verification, [open.Registry, closed.Registry], null, Cancellation));

        (await transfer.ResolveAsync(ImageReference.Parse($"{open.Registry}/team/base"), Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task A_plan_says_where_each_image_would_go_and_sends_nothing()
    {
        using var world = FleetBuildTests.Create();
        var verification = await world.VerifyAsync(await world.BuildAsync(Shared));

        var plan = FleetPublisher.Plan(verification, ["127.0.0.1:1", "127.0.0.1:2/mirror"]);

        plan.Published.Single(static image => image.Target.Name == "app").References.Select(static reference => reference.ToString())
            .ShouldBe(["127.0.0.1:1/team/app:latest", "127.0.0.1:2/mirror/team/app:latest"]);
        FleetPublisher.Plan(verification, []).Published.SelectMany(static image => image.References).ShouldAllBe(static reference => reference.Registry == "ghcr.io");
    }

    private static async Task<CredentialStore> CredentialsAsync(FleetWorld world, params IReadOnlyList<TestRegistry> registries)
    {
        var credentials = new CredentialStore(Path.Combine(world.Store.Root, "..", "auth.json"));
        foreach (var registry in registries)
            await credentials.SaveAsync(registry.Registry, RegistryCredential.FromPassword("anyone", registry.PushToken), Cancellation);
        return credentials;
    }
}
