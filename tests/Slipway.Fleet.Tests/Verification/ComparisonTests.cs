// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Oci;

namespace Slipway.Fleet.Tests;

/// <summary>Sizes beside those of siblings, of earlier reports and of other images of the store.</summary>
public sealed class ComparisonTests
{
    [Fact]
    public async Task A_size_is_compared_with_an_earlier_report()
    {
        using var world = FleetBuildTests.Create();
        var report = FleetReport.Create(await world.VerifyAsync(await world.BuildAsync(FleetBuildTests.Variants)));
        using var json = new MemoryStream();
        ReportJson.Write(json, report);
        world.Write("before.json", System.Text.Encoding.UTF8.GetString(json.ToArray()));
        world.Write("app/packages/redis/ioredis/more.js", new string('m', 1000));
        await world.BuildAsync(FleetBuildTests.Variants);

        (await ProveAsync(world, "size: { grows: 1000B, against: before.json }")).Outcome.ShouldBe(ProofOutcome.Proven);
        var wrong = await ProveAsync(world, "size: { grows: 999B, against: before.json }");
        (wrong.Outcome, wrong.Found, wrong.Distance).ShouldBe((ProofOutcome.False, "it grows by 1.0KB: 4.2KB against 3.2KB", "it is 1B too large for 999B"));
        (await ProveAsync(world, "size: { saves: 1%, against: before.json }")).Outcome.ShouldBe(ProofOutcome.False);
        var missing = await ProveAsync(world, "size: { grows: 1%, against: none.json, optional: true }");
        (missing.Outcome, missing.Holds).ShouldBe((ProofOutcome.Unprovable, true));
        missing.Found.ShouldContain("none.json'; write one with 'slipway report --format json -o none.json'");
        world.Write("broken.json", "{ \"images\": [{ \"target\": 3 }] }");
        (await ProveAsync(world, "size: { grows: 1%, against: broken.json }")).Found.ShouldContain("is no report as 'slipway report --format json' writes it");
        world.Write("other.json", """{ "images": [{ "target": "x", "platform": "linux/amd64", "size": 1, "compressedSize": 1 }] }""");
        (await ProveAsync(world, "size: { grows: 1%, against: other.json }")).Found.ShouldBe($"the report 'other.json' has no 'app(backend=redis)' for {Platform.Host}");
    }

    [Fact]
    public async Task A_size_is_compared_with_an_image_of_the_store()
    {
        using var world = FleetBuildTests.Create();
        await world.BuildAsync(FleetBuildTests.Variants);
        (await ProveAsync(world, "size: { grows: 1KB, against: 'ghcr.io/team/base:1.2.3' }")).Found.ShouldBe("it grows by 42B: 3.2KB against 3.1KB");
        (await ProveAsync(world, "size: { grows: 1KB, against: 'ghcr.io/team/none:1' }")).Found.ShouldBe("the store has no image 'ghcr.io/team/none:1'; pull it first");
    }

    [Theory]
    [InlineData("none", "there is no sibling 'none' of 'app(backend=redis)': no image or group is named 'none'")]
    [InlineData("app", "'app' names 2 targets, and a size is compared with one")]
    [InlineData("redis", "'app(backend=redis)' cannot be compared with itself")]
    public void What_names_nothing_to_compare_with_is_an_error(string against, string problem)
    {
        using var world = FleetBuildTests.Create();
        world.Expand(Claiming($"size: {{ grows: 1%, against: {against} }}")).Diagnostics.Select(diagnostic => diagnostic.Message).ShouldBe([problem]);
    }

    private static string Claiming(string claim) => FleetBuildTests.Variants[..FleetBuildTests.Variants.IndexOf("\n    claims:", StringComparison.Ordinal)].TrimEnd()
        + $"\n    when:\n      - match: {{ backend: redis }}\n        claims: {{ {claim} }}\n";

    private static async Task<Proof> ProveAsync(FleetWorld world, string claim)
    {
        var fleet = world.Expand(Claiming(claim));
        fleet.Diagnostics.Select(diagnostic => diagnostic.Message).ShouldBeEmpty();
        var verification = await world.VerifyAsync(fleet, fleet.Select(["app(backend=redis)"]).Targets);
        return verification.Targets[0].Proofs.ShouldHaveSingleItem();
    }
}
