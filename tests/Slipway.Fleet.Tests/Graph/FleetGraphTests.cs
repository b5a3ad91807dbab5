// SPDX-License-Identifier: Apache-2.0
using Slipway.Build;
using Slipway.Dockerfile;
using Slipway.Native;

namespace Slipway.Fleet.Tests;

public sealed class FleetGraphTests
{
    // The hierarchy of the second document: bases that images stand on, by name, by tag and by variable.
    private const string Hierarchy = """
        fleet: shudl
        registry: ghcr.io/org/repo
        images:
          postgresql:  { context: postgresql }
          base-alpine: { context: alpine }
          base-java:   { context: java }
          nessie:      { context: nessie, args: { BASE: base-java } }
          base-postgresql: { context: base-postgresql }
          alone:       { context: alone }
        """;

    [Fact]
    public async Task Links_are_found_by_name_by_tag_by_variable_and_in_every_instruction_that_names_an_image()
    {
        using var world = new FleetWorld();
        world.Write("alpine/Dockerfile", "FROM scratch\n");
        world.Write("java/Dockerfile", "FROM base-alpine\n");
        world.Write("base-postgresql/Dockerfile", "FROM ghcr.io/org/repo/base-alpine:latest\n");
        world.Write("postgresql/Dockerfile", "FROM ghcr.io/org/repo/base-postgresql\nCOPY --from=base-java /x /x\nRUN --mount=from=base-alpine true\n");
        world.Write("nessie/Dockerfile", "ARG BASE=debian\nFROM ${BASE} AS run\nFROM run\n");
        world.Write("alone/Dockerfile", "FROM base-java AS unused\nFROM debian:12 AS base-alpine\nFROM base-alpine\nCOPY --from=0 / /\n");
        var graph = await world.LoadAsync(Hierarchy);

        graph.Diagnostics.ShouldBeEmpty();
        graph.Links.Select(link => $"{link.From} → {link.To}").ShouldBe([
            "postgresql → base-postgresql", "postgresql → base-java", "postgresql → base-alpine",
            "base-java → base-alpine", "nessie → base-java", "base-postgresql → base-alpine",
            "alone → base-java",
        ]);
        graph.Links[0].Place.ToString().ShouldBe("postgresql/Dockerfile:1:6");
    }

    [Fact]
    public async Task A_Dockerfile_that_is_a_fifo_or_endless_is_told_and_not_waited_for()
    {
        using var world = new FleetWorld();
        world.Write("a/x", "");
        world.Write("b/x", "");
        LinuxFile.CreateFifo(Path.Combine(world.Folder, "a/Dockerfile"), 0x1A4);
        LinuxFile.CreateSymbolicLink(Path.Combine(world.Folder, "b/Dockerfile"), "/dev/zero");

        var graph = await world.LoadAsync("fleet: f\nimages: { a: { context: a }, b: { context: b } }").WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        graph.Diagnostics.Select(static diagnostic => (diagnostic.Position.ToString(), diagnostic.Message.Split(": ")[^1])).ShouldBe([
            ("2:25", "it is a Fifo and not a regular file"), ("2:44", "it is a CharacterDevice and not a regular file")]);
    }

    [Fact]
    public async Task A_stage_that_nothing_asks_for_links_nothing()
    {
        using var world = new FleetWorld();
        world.Write("a/Dockerfile", "FROM b AS unused\nFROM scratch AS wanted\nFROM b AS after\n");
        world.Write("b/Dockerfile", "FROM scratch\n");
        (await world.LoadAsync("fleet: f\nimages: { a: { context: a, target: wanted }, b: { context: b } }")).Links.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_variant_is_named_by_its_tag_and_an_image_is_not_its_own_base()
    {
        using var world = new FleetWorld();
        world.Write("a/Dockerfile", "FROM a:latest-x\nCOPY --from=b:1.0 / /\n");
        world.Write("b/Dockerfile", "FROM b\n");
        var graph = await world.LoadAsync("""
            fleet: f
            registry: localhost:5000
            images:
              a: { context: a, matrix: { v: [x, y] }, tags: ["latest-{v}"] }
              b: { context: b, tags: ["1.0"] }
            """);
        graph.Diagnostics.ShouldBeEmpty();
        graph.Links.Select(link => $"{link.From} → {link.To}").ShouldBe(["a(v=x) → b", "a(v=y) → a(v=x)", "a(v=y) → b"]);
    }

    [Fact]
    public async Task A_context_links_too_and_takes_a_name_over()
    {
        using var world = new FleetWorld();
        world.Write("a/Dockerfile", "FROM b\nCOPY --from=base / /\n");
        world.Write("b/Dockerfile", "FROM scratch\n");
        var graph = await world.LoadAsync("fleet: f\nimages: { a: { context: a, contexts: { base: 'target:c', b: 'docker-image://debian:12' } }, b: { context: b }, c: { context: b } }");
        graph.Links.Select(link => $"{link.From} → {link.To} {link.Place}").ShouldBe(["a → c slipway.yaml:2:46"]);
    }

    [Fact]
    public async Task A_circle_is_an_error_with_its_way()
    {
        using var world = new FleetWorld();
        world.Write("a/Dockerfile", "FROM b\n");
        world.Write("b/Dockerfile", "FROM scratch\nCOPY --from=c / /\n");
        world.Write("c/Dockerfile", "FROM f.io/a:latest\n");
        var graph = await world.LoadAsync("fleet: f\nregistry: f.io\nimages: { a: { context: a }, b: { context: b }, c: { context: c } }");
        DiagnosticRenderer.Render(graph.Diagnostics.ShouldHaveSingleItem()).ShouldBe("""
            a/Dockerfile:1:6: error: images stand on each other in a circle: a → b → c → a
              1 | FROM b
                |      ^
            note: 'a' needs 'b' by the name 'b' at a/Dockerfile:1:6
            note: 'b' needs 'c' by the name 'c' at b/Dockerfile:2:13
            note: 'c' needs 'a' by the name 'f.io/a:latest' at c/Dockerfile:1:6
            help: take one of the links away

            """);
    }

    [Theory]
    [InlineData("context: nowhere", "the context 'nowhere' of 'a' is not a folder")]
    [InlineData("context: a, dockerfile: Dockerfle", "there is no Dockerfile 'a/Dockerfle' for 'a'")]
    [InlineData("context: a, contexts: { x: 'target:b' }", "'a' names the context 'target:b', and there is no such target")]
    [InlineData("context: a, contexts: { x: 'target:a' }", "'a' names itself as a context")]
    public async Task What_is_not_there_is_said(string settings, string problem)
    {
        using var world = new FleetWorld();
        world.Write("a/Dockerfile", "FROM scratch\n");
        (await world.LoadAsync($"fleet: f\nimages: {{ a: {{ {settings} }} }}")).Diagnostics.ShouldHaveSingleItem().Message.ShouldBe(problem);
    }

    [Fact]
    public async Task What_is_wrong_in_a_dockerfile_is_said_once_for_all_variants()
    {
        using var world = new FleetWorld();
        world.Write("a/Dockerfile", "FORM scratch\n");
        var graph = await world.LoadAsync("fleet: f\nimages: { a: { context: a, matrix: { v: [x, y, z] } } }");
        graph.Diagnostics.Count(diagnostic => diagnostic.Source.Path == "a/Dockerfile").ShouldBe(graph.Diagnostics.Count);
        graph.Diagnostics.Select(diagnostic => diagnostic.ToString()).ShouldBeUnique();
        graph.HasErrors.ShouldBeTrue();
    }

    [Fact]
    public async Task A_request_holds_what_was_asked_for_and_beside_it_what_that_needs()
    {
        using var world = new FleetWorld();
        world.Write("a/Dockerfile", "FROM b\n");
        world.Write("b/Dockerfile", "FROM c\n");
        world.Write("c/Dockerfile", "FROM scratch\n");
        var graph = await world.LoadAsync("fleet: f\nregistry: f.io/x\nimages: { a: { context: a, no-cache: true }, b: { context: b }, c: { context: c }, d: { context: c } }");
        var request = graph.ToRequest(graph.Fleet.Select(["a"]).Targets, BuildOptions.Default);
        request.Targets.Select(target => $"{target.Name} {target.Tags[0]} {target.NoCache}").ShouldBe(["a f.io/x/a:latest True"]);
        request.Siblings.Select(target => target.Name).ShouldBe(["b", "c"]);
        request.Links["f.io/x/b:latest"].ShouldBe("b");
        request.Links.Values.ShouldNotContain("d");
    }
}
