// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Fleet.Tests;

[Trait("Needs", "Network")]
public sealed class ComposedFleetTests
{
    private const string Composed = """
        fleet: f
        version: 1.0.0
        platforms: [linux/amd64, linux/arm64]
        images:
          node:
            packages: { from: debian/bookworm, include: [nodejs, ca-certificates], users: [{ name: app, uid: 1001 }] }
            tags: ["{version}"]
          app:
            context: app
            claims:
              user: { uid: 1001, name: app }
              packages: { present: ["deb:nodejs"], absent: ["deb:gcc"] }
              files: { present: [/usr/bin/node, /app.js], absent: [/usr/share/man/man1] }
        """;

    private const string Configured = """
        fleet: f
        images:
          base:
            packages: { from: debian/bookworm, include: [adduser], configure: true, users: [app], files: { /etc/motd: { content: x, owner: app } } }
            claims: { packages: { present: ["deb:adduser", "deb:apt", "deb:dpkg"] } }
          app:
            context: app
            claims: { packages: { present: ["deb:hello"] } }
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_Dockerfile_stands_on_a_composed_image_of_each_platform_and_claims_see_its_packages()
    {
        Needs.Tool("gpgv");
        await Needs.DebianMirrorsAsync(Cancellation);
        using var world = new FleetWorld();
        world.Write("app/Dockerfile", "FROM node:1.0.0\nCOPY app.js /\nUSER app\nCMD [\"node\", \"/app.js\"]\n");
        world.Write("app/app.js", "1");

        var fleet = await world.BuildAsync(Composed);
        var verification = await world.VerifyAsync(fleet);

        verification.Diagnostics.Select(static diagnostic => diagnostic.Message).ShouldBeEmpty();
        verification.Holds.ShouldBeTrue();
        var first = world.Store.Resolve(ImageReference.Parse("node:1.0.0"))!.Digest;
        using var again = new FleetWorld();
        again.Write("app/Dockerfile", "FROM node:1.0.0\n");
        await again.BuildAsync(Composed[..Composed.IndexOf("    claims", StringComparison.Ordinal)]);
        again.Store.Resolve(ImageReference.Parse("node:1.0.0"))!.Digest.ShouldBe(first);
    }

    [Fact]
    public async Task Where_scripts_ran_packages_can_be_installed_and_the_image_is_the_same_again()
    {
        Needs.Root();
        Needs.Tool("runc");
        Needs.Tool("gpgv");
        await Needs.DebianMirrorsAsync(Cancellation);
        using var world = new FleetWorld();
        world.Write("app/Dockerfile", "FROM base\nRUN id app && dpkg --audit && apt-get update && apt-get install --yes --no-install-recommends hello && hello\n");

        var fleet = await world.BuildAsync(Configured);
        var verification = await world.VerifyAsync(fleet);

        verification.Diagnostics.Select(static diagnostic => diagnostic.Message).ShouldBeEmpty();
        verification.Holds.ShouldBeTrue();
        using var again = new FleetWorld();
        await again.BuildAsync(Configured[..Configured.IndexOf("  app:", StringComparison.Ordinal)]);
        again.Store.Resolve(ImageReference.Parse("base:latest"))!.Digest.ShouldBe(world.Store.Resolve(ImageReference.Parse("base:latest"))!.Digest);
    }
}
