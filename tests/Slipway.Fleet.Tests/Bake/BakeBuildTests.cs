// SPDX-License-Identifier: Apache-2.0
using Slipway.Build;
using Slipway.Dockerfile;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Fleet.Tests.Bake;

public sealed class BakeBuildTests : IDisposable
{
    private const string Linked = """
        group "default" { targets = ["app"] }
        target "base" {
          context = "base"
          tags = ["example.org/base:1"]
        }
        target "app" {
          context = "app"
          contexts = { parent = "target:base" }
          args = { WORD = "hello" }
          tags = ["example.org/app:1"]
          labels = { "org.example.word" = "hello" }
        }
        """;

    private readonly TempFolder _folder = new();
    private readonly OciLayout _store;
    private readonly BuildEngine _engine;

    public BakeBuildTests()
    {
        var home = new SlipwayHome(_folder["home"]);
        _store = OciLayout.Open(home.Store);
        _engine = new(new() { Home = home, Store = _store });
        _folder.Write("fleet/base/Dockerfile", "FROM scratch\nCOPY base.txt /base.txt\nENV FROM_BASE=yes\n");
        _folder.Write("fleet/base/base.txt", "base");
        _folder.Write("fleet/app/Dockerfile", "FROM parent\nARG WORD\nENV WORD=${WORD}\nCOPY app.txt /app.txt\n");
        _folder.Write("fleet/app/app.txt", "app");
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Two_targets_that_a_context_links_are_built_and_the_one_that_was_asked_for_is_kept()
    {
        var (fleet, result) = await BuildAsync(Linked);

        result.Failures.Select(static failure => failure.Message).ShouldBeEmpty();
        fleet.Links.Single().ShouldSatisfyAllConditions(static link => link.From.Name.ShouldBe("app"), static link => link.To.Name.ShouldBe("base"));
        var image = _store.ReadImage(_store.Resolve(ImageReference.Parse("example.org/app:1"))!, Platform.Host)!;
        image.Config.Config!.Env!.ShouldContain("FROM_BASE=yes");
        image.Config.Config.Env!.ShouldContain("WORD=hello");
        image.Config.Config.Labels!["org.example.word"].ShouldBe("hello");
        image.Manifest.Image!.Layers.Count.ShouldBe(2);
        _store.Resolve(ImageReference.Parse("example.org/base:1")).ShouldBeNull();
    }

    [Fact]
    public async Task A_dockerfile_in_the_file_itself_is_built()
    {
        var (_, result) = await BuildAsync("target \"default\" {\n  context = \"app\"\n  dockerfile-inline = <<EOT\nFROM scratch\nCOPY app.txt /inline.txt\nEOT\n  tags = [\"example.org/inline:1\"]\n}\n");

        result.Failures.Select(static failure => failure.Message).ShouldBeEmpty();
        _store.Resolve(ImageReference.Parse("example.org/inline:1")).ShouldNotBeNull();
    }

    [Fact]
    public void What_no_build_here_can_do_is_refused_by_name_where_it_is_said()
    {
        var fleet = Select("target \"default\" {\n  cache-to = [\"type=gha\"]\n  attest = [\"type=sbom\"]\n  entitlements = [\"security.insecure\"]\n  shm-size = \"1g\"\n}\n").ToFleet();

        fleet.Diagnostics.Select(static diagnostic => $"{diagnostic.Position}: {diagnostic.Message}").ShouldBe(
        [
            "5:14: 'shm-size' of 'default' is not supported when it is built",
            "3:12: attestations ('type=sbom') are not supported",
            "4:18: the entitlement 'security.insecure' is not supported",
            "2:14: caches of the type 'gha' are not supported: GitHub's cache is reached by its own runners alone; keep it in the repository's registry: type=registry,ref=ghcr.io/OWNER/NAME:cache",
        ]);
    }

    [Fact]
    public void What_is_not_asked_for_is_not_refused() =>
        Select("target \"default\" {}\ntarget \"other\" { cache-to = [\"type=gha\"] }\n").ToFleet().Diagnostics.ShouldBeEmpty();

    private BakeSelection Select(string text)
    {
        var definition = BakeText.Read(text, new() { Folder = _folder.MakeFolder("fleet") });
        definition.Diagnostics.Select(static diagnostic => DiagnosticRenderer.Render(diagnostic)).ShouldBeEmpty();
        var selection = definition.Select([]);
        selection.Diagnostics.Select(static diagnostic => DiagnosticRenderer.Render(diagnostic)).ShouldBeEmpty();
        return selection;
    }

    private async Task<(FleetGraph Graph, BuildResult Result)> BuildAsync(string text)
    {
        var selection = Select(text);
        var graph = await FleetGraph.LoadAsync(selection.ToFleet(), Cancellation);
        graph.Diagnostics.Select(static diagnostic => DiagnosticRenderer.Render(diagnostic)).ShouldBeEmpty();
        var targets = graph.Fleet.Targets.Where(target => selection.TargetNames.Contains(target.Name)).ToList();
        return (graph, await new FleetBuilder(_engine).BuildAsync(graph, targets, BuildOptions.Default, null, Cancellation));
    }
}
