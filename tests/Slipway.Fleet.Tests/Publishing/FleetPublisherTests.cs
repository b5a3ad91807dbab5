// SPDX-License-Identifier: Apache-2.0
using Slipway.Distribution;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Fleet.Tests;

public sealed class FleetPublisherTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_proven_is_published_under_all_its_tags_and_what_is_not_is_refused()
    {
        using var world = FleetBuildTests.Create();
        using var http = new GuardedHttp();
        await using var registry = await DockerRegistryServer.StartAsync(RegistryAccess.Anonymous, Cancellation);
        await world.BuildAsync(FleetBuildTests.Variants);
        var fleet = world.Expand(FleetBuildTests.Variants.Replace("saves: 40%", "saves: 99%", StringComparison.Ordinal));
        var transfer = new ImageTransfer(http);

        var result = await new FleetPublisher(transfer, world.Store).PublishAsync(await world.VerifyAsync(fleet), [registry.Registry], null, Cancellation);

        result.Published.Select(image => image.Target.Name).ShouldBe(["base", "app(backend=all)"]);
        result.Refused.Select(image => $"{image.Target.Name}: {image.Reason}").ShouldBe(["app(backend=redis): 1 claim of it is not proven"]);
        var all = world.Store.Resolve(ImageReference.Parse("ghcr.io/team/app:1.2.3-all"))!;
        foreach (var tag in (string[])["1.2.3-all", $"1.2.3-all-{Platform.Host.Architecture}"])
            (await transfer.ResolveAsync(ImageReference.Parse($"{registry.Registry}/team/app:{tag}"), Cancellation))!.Digest.ShouldBe(all.Digest);
        (await transfer.ResolveAsync(ImageReference.Parse($"{registry.Registry}/team/app:1.2.3-redis"), Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task What_is_not_built_is_not_published()
    {
        using var world = FleetBuildTests.Create();
        using var http = new GuardedHttp();
        var verification = await world.VerifyAsync(world.Expand(FleetBuildTests.Variants));
        // Nothing listens there, and nothing is sent.
        var result = await new FleetPublisher(new(http), world.Store).PublishAsync(verification, ["127.0.0.1:1"], null, Cancellation);
        result.Published.ShouldBeEmpty();
        result.Refused.ShouldAllBe(image => image.Reason == "it is not built");
    }

    [Theory]
    [InlineData("ghcr.io/team/app:1.0", null, "ghcr.io/team/app:1.0")]
    [InlineData("ghcr.io/team/app:1.0", "localhost:5000", "localhost:5000/team/app:1.0")]
    [InlineData("ghcr.io/team/app:1.0", "localhost:5000/mirror/", "localhost:5000/mirror/team/app:1.0")]
    [InlineData("debian:12", "localhost:5000", "localhost:5000/library/debian:12")]
    public void Another_registry_keeps_the_repositorys_path(string reference, string? registry, string destination) =>
        PublishDestination.Of(ImageReference.Parse(reference), registry).ToString().ShouldBe(destination);

    [Theory]
    [InlineData("")]
    [InlineData("http://x")]
    [InlineData("localhost:5000/Team")]
    public void What_is_no_registry_is_refused(string registry) =>
        Should.Throw<FormatException>(() => PublishDestination.Of(ImageReference.Parse("a/b:1"), registry)).Message.ShouldStartWith($"'{registry}' is not a registry");

    [Fact]
    public async Task A_part_of_an_image_that_claims_the_whole_gets_no_tag()
    {
        using var world = new FleetWorld();
        world.Write("Dockerfile", "FROM scratch\nCOPY Dockerfile /\n");
        var fleet = await world.BuildAsync(
            "fleet: f\nversion: 1.0.0\nregistry: ghcr.io/team\nplatforms: [linux/amd64, linux/arm64]\nimages: { app: { context: ., claims: { platforms: [linux/amd64, linux/arm64] } } }\n",
            new() { Set = ["*.platform=linux/arm64"] });

        var verification = await world.VerifyAsync(fleet);

        verification.Holds.ShouldBeTrue();
        FleetPublisher.Plan(verification, []).Refused.ShouldHaveSingleItem().Reason.ShouldBe("it claims linux/amd64, which this build leaves out; send it with --by-digest, and join the platforms");
        FleetPublisher.Plan(verification, [], PublishNaming.Digest).Published.ShouldHaveSingleItem().References.Select(static reference => reference.ToString()).ShouldBe(["ghcr.io/team/app:1.0.0"]);
    }

    [Fact]
    public async Task By_digest_everything_is_there_and_no_tag_is()
    {
        await using var registry = await TestRegistry.StartAsync(Cancellation);
        using var world = new FleetWorld();
        world.Write("Dockerfile", "FROM scratch\nCOPY Dockerfile /\n");
        var fleet = await world.BuildAsync("fleet: f\nversion: 1.0.0\nimages: { app: { context: ., tags: [one, two] } }\n");
        using var http = new GuardedHttp();
        using var folder = new TempFolder();
        var credentials = new CredentialStore(folder["auth.json"]);
        await credentials.SaveAsync(registry.Registry, RegistryCredential.FromPassword("slipway", registry.PushToken), Cancellation);

        var result = await new FleetPublisher(new(http, credentials), world.Store) { Naming = PublishNaming.Digest }.PublishAsync(await world.VerifyAsync(fleet), [registry.Registry], null, Cancellation);

        var published = result.Published.ShouldHaveSingleItem();
        published.References.Count.ShouldBe(2);
        using var client = new HttpClient();
        (await client.GetAsync(new Uri($"http://{registry.Registry}/v2/library/app/manifests/{published.Image.Digest}"), Cancellation)).IsSuccessStatusCode.ShouldBeTrue();
        (await client.GetAsync(new Uri($"http://{registry.Registry}/v2/library/app/manifests/one"), Cancellation)).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
    }
}
