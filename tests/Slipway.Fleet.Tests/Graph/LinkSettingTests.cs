// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Fleet.Tests;

/// <summary>Which siblings a name in a Dockerfile may stand for.</summary>
public sealed class LinkSettingTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "base, tools")]
    [InlineData("links: all", "base, tools")]
    [InlineData("links: none", "")]
    [InlineData("links: tools", "tools")]
    [InlineData("links: [base]", "base")]
    [InlineData("links: ['{which}']", "tools")]
    public async Task Links_are_those_that_the_target_allows(string links, string expected)
    {
        using var world = Create();
        var graph = await world.LoadAsync($"fleet: f\nvariable: {{ which: tools }}\nimages:\n  base: {{ context: base }}\n  tools: {{ context: tools }}\n  app:\n    context: app\n    {links}\n");
        graph.Diagnostics.ShouldBeEmpty();
        string.Join(", ", graph.Links.Select(link => link.To.Name)).ShouldBe(expected);
    }

    [Fact]
    public async Task What_a_context_names_is_linked_all_the_same()
    {
        using var world = Create();
        var graph = await world.LoadAsync("fleet: f\nimages:\n  base: { context: base }\n  tools: { context: tools }\n  app: { context: app, links: none, contexts: { base: 'target:base' } }\n");
        graph.Links.Select(link => link.To.Name).ShouldBe(["base"]);
    }

    [Fact]
    public async Task All_takes_back_what_was_inherited()
    {
        using var world = Create();
        var graph = await world.LoadAsync("fleet: f\nimages:\n  base: { context: base }\n  tools: { context: tools }\n  _none: { links: none }\n  app: { inherits: _none, context: app, links: all }\n");
        graph.Links.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_name_that_is_not_linked_is_looked_for_in_the_store_by_that_target_alone()
    {
        using var world = Create();
        await world.BuildAsync("fleet: f\nimages: { base: { context: old } }\n");
        await world.BuildAsync("""
            fleet: f
            images:
              base:   { context: base }
              linked: { context: user }
              alone:  { context: user, links: none }
            """);
        Labels(world, "linked")["from"].ShouldBe("new");
        Labels(world, "alone")["from"].ShouldBe("old");
    }

    [Fact]
    public async Task A_name_that_is_neither_linked_nor_in_the_store_fails_the_build_and_not_the_sibling()
    {
        using var world = Create();
        var graph = await world.LoadAsync("fleet: f\nimages: { base: { context: base, tags: ['localhost:1/base:1'] }, app: { context: far, links: none } }\n");
        graph.Links.ShouldBeEmpty();
        var result = await new FleetBuilder(world.Engine).BuildAsync(graph, graph.Fleet.Targets, new() { KeepGoing = true }, null, Cancellation);
        result.Targets.Select(target => (target.Target.Name, target.Succeeded)).ShouldBe([("base", true), ("app", false)], ignoreOrder: true);
    }

    private static IReadOnlyDictionary<string, string> Labels(FleetWorld world, string name) =>
        world.Store.ReadImage(world.Store.Resolve(ImageReference.Parse($"{name}:latest"))!, Platform.Host)!.Config.Config!.Labels!;

    private static FleetWorld Create()
    {
        var world = new FleetWorld();
        world.Write("old/Dockerfile", "FROM scratch\nLABEL from=old\nCOPY Dockerfile /\n");
        world.Write("base/Dockerfile", "FROM scratch\nLABEL from=new\nCOPY Dockerfile /\n");
        world.Write("tools/Dockerfile", "FROM scratch\nCOPY Dockerfile /\n");
        world.Write("user/Dockerfile", "FROM base\n");
        world.Write("far/Dockerfile", "FROM localhost:1/base:1\n");
        world.Write("app/Dockerfile", "FROM base\nCOPY --from=tools / /\n");
        return world;
    }
}
