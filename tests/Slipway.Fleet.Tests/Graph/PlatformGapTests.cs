// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;

namespace Slipway.Fleet.Tests;

/// <summary>Images that are built for a platform for which what they stand on isn't.</summary>
public sealed class PlatformGapTests
{
    [Fact]
    public async Task A_platform_that_a_base_lacks_is_an_error_with_the_way_down_to_what_lacks_it_too()
    {
        using var world = Create();

        var graph = await world.LoadAsync("""
            fleet: f
            images:
              app:  { context: app, platforms: [linux/amd64, linux/arm64] }
              mid:  { context: mid, platforms: [linux/amd64] }
              base: { context: base, platforms: [linux/amd64] }
            """);

        DiagnosticRenderer.Render(graph.Diagnostics.ShouldHaveSingleItem()).ShouldBe("""
            app/Dockerfile:1:6: error: 'app' needs 'mid' for linux/arm64, and 'mid' is built for linux/amd64 alone: app → mid → base
              1 | FROM mid
                |      ^^^
            note: 'app' needs 'mid' by the name 'mid' at app/Dockerfile:1:6; its platforms are set at slipway.yaml:4:37
            note: 'mid' needs 'base' by the name 'base' at mid/Dockerfile:2:13; its platforms are set at slipway.yaml:5:38
            help: add linux/arm64 to the platforms of 'mid' and of 'base', or take it from those of 'app'

            """);
    }

    [Fact]
    public async Task What_a_stage_of_another_platform_needs_is_asked_for_that_platform()
    {
        using var world = Create();
        world.Write("app/Dockerfile", "FROM --platform=linux/amd64 mid AS build\nCOPY --from=base / /\nFROM scratch\nCOPY --from=build / /\n");

        (await world.LoadAsync(Fleet("linux/arm64", "linux/amd64"))).Diagnostics.ShouldBeEmpty();
        (await world.LoadAsync(Fleet("linux/amd64", "linux/arm64"))).Diagnostics.Select(static diagnostic => diagnostic.Message).ShouldBe([
            "'app' needs 'mid' for linux/amd64, and 'mid' is built for linux/arm64 alone: app → mid → base",
            "'app' needs 'base' for linux/amd64, and 'base' is built for linux/arm64 alone: app → base",
        ]);
    }

    [Fact]
    public async Task A_context_that_nothing_uses_needs_no_platform_and_one_that_is_used_does()
    {
        using var world = Create();
        const string fleet = "fleet: f\nimages: { app: { context: app, contexts: { other: 'target:base' }, platforms: [linux/arm64] }, base: { context: base, platforms: [linux/amd64] } }";
        world.Write("app/Dockerfile", "FROM scratch\n");
        (await world.LoadAsync(fleet)).Diagnostics.ShouldBeEmpty();

        world.Write("app/Dockerfile", "FROM scratch\nCOPY --from=other / /\n");
        var gap = (await world.LoadAsync(fleet)).Diagnostics.ShouldHaveSingleItem();

        gap.Message.ShouldStartWith("'app' needs 'base' for linux/arm64");
        gap.Source.Path.ShouldBe("slipway.yaml");
    }

    private static string Fleet(string app, string others) =>
        $"fleet: f\nimages: {{ app: {{ context: app, platforms: [{app}] }}, mid: {{ context: mid, platforms: [{others}] }}, base: {{ context: base, platforms: [{others}] }} }}";

    private static FleetWorld Create()
    {
        var world = new FleetWorld();
        world.Write("app/Dockerfile", "FROM mid\n");
        world.Write("mid/Dockerfile", "FROM scratch\nCOPY --from=base / /\n");
        world.Write("base/Dockerfile", "FROM scratch\n");
        return world;
    }
}
