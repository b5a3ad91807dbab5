// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Build;
using Slipway.Dockerfile;

namespace Slipway.Fleet.Tests;

/// <summary>The fleet file of the first example: it reads without a word of complaint, and means what its documentation says.</summary>
public sealed class ExampleFleetTests
{
    private static readonly string[] Backends = ["all", "redis", "kafka", "sqs", "azure", "gcp", "mqtt", "minimal"];

    [Fact]
    public void OpenHqm_has_eight_variants_with_their_tags_and_arguments()
    {
        var fleet = Load();
        fleet.Diagnostics.ShouldBeEmpty();
        var variants = fleet.Targets.Where(target => target.Image.Name.Value == "openhqm").ToList();
        variants.Select(target => target.Name).ShouldBe(Backends.Select(backend => $"openhqm(backend={backend})"));
        foreach (var (target, backend) in variants.Zip(Backends))
        {
            target.Args["QUEUE_BACKEND"].ShouldBe(backend);
            target.Tags.Select(tag => tag.ToString()).ShouldBe(backend == "all"
                ? ["ghcr.io/yourusername/openhqm:1.0.0", "ghcr.io/yourusername/openhqm:latest"]
                : [$"ghcr.io/yourusername/openhqm:1.0.0-{backend}", $"ghcr.io/yourusername/openhqm:latest-{backend}"]);
            target.Claims.OfType<LabelClaim>().ShouldContain(claim => claim.Name == "queue.backend" && claim.Test == EntryTest.Is(backend));
            target.Claims.OfType<EnvironmentClaim>().ShouldContain(claim => claim.Name == "OPENHQM_QUEUE_BACKEND" && claim.Test == EntryTest.Is(backend));
            target.Claims.OfType<UserClaim>().ShouldContain(claim => claim.Part == UserPart.Uid && claim.Value == "1000");
            target.Claims.OfType<SizeClaim>().ShouldHaveSingleItem();
            target.Claims.OfType<SavingClaim>().Count().ShouldBe(backend == "all" ? 0 : 1);
        }
    }

    [Fact]
    public void OpenHqm_installs_redis_and_the_gateway_that_uses_it()
    {
        var fleet = Load();
        fleet.File.Modules.Select(module => (module.Name.Value, fleet.TargetOf(module)?.Name)).ShouldBe([("redis", "redis"), ("openhqm", "openhqm(backend=redis)")]);
        fleet.File.Modules[1].DependsOn.Select(need => need.Value).ShouldBe(["redis"]);
    }

    [Fact]
    public void What_runs_in_OpenHqms_images_is_composed_from_packages_without_their_scripts()
    {
        var fleet = Load();
        foreach (var name in (string[])["openhqm-node", "openhqm-tools", "openhqm-redis", "openhqm-mosquitto"])
        {
            var source = fleet.Find(name)!.Packages.ShouldNotBeNull();
            source.Request.Suite.ToString().ShouldBe("bookworm");
            source.Scripts.ShouldBe(PackageScripts.LeftOut);
        }
    }

    private static FleetTargets Load()
    {
        var folder = Example.Folder("openhqm");
        var path = Path.Combine(folder, FleetFile.FileName);
        return FleetTargets.Expand(FleetFile.Read(SourceText.FromBytes(path, File.ReadAllBytes(path)), folder));
    }
}
