// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Nodes;
using Slipway.TestKit;

namespace Slipway.Fleet.Tests;

/// <summary>What is written, read by the programs that it is for.</summary>
[Trait("Needs", "Peers")]
public sealed class GeneratedPeerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Debians_Compose_reads_what_was_meant()
    {
        using var world = new FleetWorld();
        var graph = await GenerationWorld.ShopAsync(world, GenerationWorld.Shop + "\n    volumes: [\"data:/data\", /scratch]\n");
        var options = new ServiceOptions { Environment = new Dictionary<string, string> { ["HOSTILE"] = "a $b ${c} \"d\" 'e' \n#f" } };
        using var folder = new TempFolder();
        folder.Write(ComposeGenerator.FileName, ComposeGenerator.Generate(graph, graph.Fleet.Targets, options).OneFile().Text);

        var (code, output, error) = await TrixieCompose.RunAsync(folder.Path, ["config", "--format", "json"], new Dictionary<string, string> { ["API_TOKEN"] = "given" }, Cancellation);
        var (unset, _, told) = await TrixieCompose.RunAsync(folder.Path, ["config", "--quiet"], new Dictionary<string, string>(), Cancellation);

        code.ShouldBe(0, error);
        var api = JsonNode.Parse(output)!["services"]!["api"]!;
        api["environment"]!["API_TOKEN"]!.GetValue<string>().ShouldBe("given");
        // As it shows it: a dollar sign as it would stand in a file.
        api["environment"]!["HOSTILE"]!.GetValue<string>().ShouldBe("a $$b $${c} \"d\" 'e' \n#f");
        api["read_only"]!.GetValue<bool>().ShouldBeTrue();
        api["healthcheck"]!["start_period"]!.GetValue<string>().ShouldBe("20s");
        api["deploy"]!["resources"]!["limits"]!["memory"]!.GetValue<string>().ShouldBe("1073741824");
        unset.ShouldNotBe(0);
        told.ShouldContain("API_TOKEN");
    }

    [Fact]
    public async Task Groovy_compiles_a_Jenkinsfile()
    {
        var groovy = Needs.Tool("groovy");
        using var world = new FleetWorld();
        var graph = await GenerationWorld.ShopAsync(world);
        var options = new PipelineOptions { Folder = world.Folder, Words = ["--var", "A=it's \\ $HOME ${b} \"c\""] };
        using var folder = new TempFolder();
        var file = folder.Write("Jenkinsfile.groovy", JenkinsGenerator.Generate(graph, graph.Fleet.Targets, options).OneFile().Text);
        var wrong = folder.Write("Wrong.groovy", "pipeline { agent none\n");
        var script = folder.Write("compile.groovy", """
            import org.codehaus.groovy.control.CompilationUnit
            import org.codehaus.groovy.control.Phases
            def unit = new CompilationUnit()
            unit.addSource(new File(args[0]))
            unit.compile(Phases.SEMANTIC_ANALYSIS)
            println unit.AST.classes.collectMany { it.methods }.collect { it.name }.join(' ')
            """);

        (await GroovyAsync(groovy, script, file)).ShouldContain("withSlipway buildImage joinPlatforms runStep");
        await Should.ThrowAsync<InvalidOperationException>(() => GroovyAsync(groovy, script, wrong));
    }

    // Debian's groovy looks for the default Java, which a machine with another one lacks.
    private static Task<string> GroovyAsync(string groovy, params string[] words)
    {
        var java = new FileInfo(Needs.Tool("java")).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? Needs.Tool("java");
        return Oracle.RunAsync("/usr/bin/env", [$"JAVA_HOME={Path.GetDirectoryName(Path.GetDirectoryName(java))}", groovy, .. words], Cancellation);
    }
}
