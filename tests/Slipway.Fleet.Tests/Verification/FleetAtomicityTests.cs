// SPDX-License-Identifier: Apache-2.0
using Slipway.Build;
using Slipway.Oci;

namespace Slipway.Fleet.Tests;

/// <summary>A target gets all of its names or none.</summary>
public sealed class FleetAtomicityTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_platform_that_fails_leaves_every_name_of_its_target_where_it_was_and_others_go_on()
    {
        using var world = new FleetWorld();
        world.Write("app/Dockerfile", "FROM scratch\nARG TARGETARCH\nCOPY $TARGETARCH /file\n");
        world.Write("other/Dockerfile", "FROM scratch\nCOPY file /file\n");
        foreach (var file in (string[])["app/amd64", "app/arm64", "other/file"])
            world.Write(file, "first");
        const string fleet = """
            fleet: f
            registry: localhost:5000
            platforms: [linux/amd64, linux/arm64]
            images: { app: { context: app, tags: ["1.0", "1.0-{arch}"] }, other: { context: other, tags: ["1.0", "1.0-{arch}"] } }
            """;
        await world.BuildAsync(fleet);
        var before = References(world);
        before.Keys.ShouldBe(["app:1.0", "app:1.0-amd64", "app:1.0-arm64", "other:1.0", "other:1.0-amd64", "other:1.0-arm64"], ignoreOrder: true);

        var graph = await world.LoadAsync(fleet);
        world.Write("app/amd64", "second");
        world.Write("other/file", "second");
        File.Delete(Path.Combine(graph.Fleet.Find("app")!.Context.Value, "arm64"));
        var result = await new FleetBuilder(world.Engine).BuildAsync(graph, graph.Fleet.Targets, new() { KeepGoing = true }, null, Cancellation);

        result.Targets.Select(static target => target.Succeeded).ShouldBe([false, true]);
        var after = References(world);
        foreach (var name in before.Keys.Where(static name => name.StartsWith("app", StringComparison.Ordinal)))
            after[name].ShouldBe(before[name], name);
        foreach (var name in before.Keys.Where(static name => name.StartsWith("other", StringComparison.Ordinal)))
            after[name].ShouldNotBe(before[name], name);
    }

    [Fact]
    public async Task A_build_that_is_stopped_has_named_no_target_in_part()
    {
        using var world = new FleetWorld();
        world.Write("app/Dockerfile", "FROM scratch\nARG N\nCOPY Dockerfile /$N\n");
        var graph = await world.LoadAsync("""
            fleet: f
            registry: localhost:5000
            platforms: [linux/amd64, linux/arm64]
            images: { app: { context: app, matrix: { n: [a, b, c, d, e, f] }, args: { N: "{n}" }, tags: ["{n}", "{n}-{arch}"] } }
            """);
        using var stop = new CancellationTokenSource();

        await Should.ThrowAsync<OperationCanceledException>(new FleetBuilder(world.Engine).BuildAsync(graph, graph.Fleet.Targets, BuildOptions.Default, new StopAtFirst(stop), stop.Token));

        var named = References(world).Keys.GroupBy(static name => name["app:".Length]).ToList();
        named.ShouldNotBeEmpty();
        named.ShouldAllBe(static names => names.Count() == 3);
    }

    private sealed class StopAtFirst(CancellationTokenSource stop) : IProgress<BuildEvent>
    {
        public void Report(BuildEvent value)
        {
            if (value is TargetFinished { Result.Succeeded: true })
                stop.Cancel();
        }
    }

    private static Dictionary<string, Digest> References(FleetWorld world) =>
        world.Store.ListReferences().Where(static entry => entry.Name is not null).ToDictionary(static entry => entry.Name!.ToString()["localhost:5000/".Length..], static entry => entry.Descriptor.Digest);
}
