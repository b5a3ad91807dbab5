// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Nodes;

namespace Slipway.Fleet.Tests;

public sealed class PipelineGeneratorTests
{
    [Fact]
    public async Task Every_variant_and_platform_is_a_job_on_a_machine_of_that_platform_after_what_it_stands_on()
    {
        using var world = new FleetWorld();
        var workflow = await WorkflowAsync(await GenerationWorld.ShopAsync(world), world);

        Matrix(workflow, "layer-1").ShouldBe([
            "base linux/amd64 ubuntu-24.04", "base linux/arm64 ubuntu-24.04-arm", "cache linux/amd64 ubuntu-24.04", "cache linux/arm64 ubuntu-24.04-arm",
        ]);
        Matrix(workflow, "layer-2").ShouldBe(["api-large linux/amd64 ubuntu-24.04", "api-large linux/arm64 ubuntu-24.04-arm"]);
        // It is compared with the large one, which must be there.
        Matrix(workflow, "layer-3").ShouldBe(["api-small linux/amd64 ubuntu-24.04", "api-small linux/arm64 ubuntu-24.04-arm"]);
        workflow["jobs"]!["layer-3"]!["needs"]!.ToJsonString().ShouldBe("""["layer-2"]""");
        workflow["jobs"]!["join"]!["needs"]!.ToJsonString().ShouldBe("""["layer-1","layer-2","layer-3"]""");
    }

    [Fact]
    public async Task Each_image_has_a_cache_of_its_own_and_reads_those_that_it_stands_on()
    {
        using var world = new FleetWorld();
        var workflow = await WorkflowAsync(await GenerationWorld.ShopAsync(world), world);
        var small = workflow["jobs"]!["layer-3"]!["strategy"]!["matrix"]!["include"]![0]!;

        small["IMAGE"]!.GetValue<string>().ShouldBe("api(size=small)");
        small["CACHES"]!.GetValue<string>().Split('\n').ShouldBe(["ghcr.io/team/api:cache-api-small", "ghcr.io/team/base:cache-base", "ghcr.io/team/api:cache-api-large"]);
        small["BESIDE"]!.GetValue<string>().ShouldBe("api(size=large)");
        small["EDGE"]!.GetValue<string>().ShouldBe("api.tags=ghcr.io/team/api:edge-{size}");
        // Its one tag is for FROM: nobody publishes to Docker's own library.
        workflow["jobs"]!["layer-1"]!["strategy"]!["matrix"]!["include"]![0]!["EDGE"]!.GetValue<string>().ShouldBe("");
    }

    [Fact]
    public async Task Workflows_have_no_rights_but_those_that_jobs_name_and_no_secret_in_a_script()
    {
        using var world = new FleetWorld();
        var workflow = await WorkflowAsync(await GenerationWorld.ShopAsync(world), world);
        var steps = workflow["jobs"]!.AsObject().SelectMany(static job => job.Value!["steps"]!.AsArray()).ToList();

        workflow["permissions"]!.AsObject().ShouldBeEmpty();
        workflow["jobs"]!["layer-1"]!["permissions"]!.ToJsonString().ShouldBe("""{"contents":"read","packages":"write"}""");
        workflow["jobs"]!.AsObject().ShouldAllBe(static job => job.Value!["timeout-minutes"] != null);
        steps.Select(static step => step!["uses"]?.GetValue<string>()).OfType<string>().ShouldAllBe(static uses => uses.Contains('@', StringComparison.Ordinal));
        // Values get into scripts by the environment alone.
        steps.Select(static step => step!["run"]?.GetValue<string>()).OfType<string>().ShouldAllBe(static run => !run.Contains("${{", StringComparison.Ordinal));
        steps.Single(static step => step!["name"]?.GetValue<string>() == "Log in at ghcr.io" && step["env"] is not null && step.Parent!.Parent!["strategy"] is not null && step.Parent.Parent["needs"] is null)!
            ["env"]!["REGISTRY_PASSWORD"]!.GetValue<string>().ShouldBe("${{ secrets.GITHUB_TOKEN }}");
    }

    [Fact]
    public async Task Workflows_are_valid_by_GitHubs_schema_and_its_linter()
    {
        using var world = new FleetWorld();
        var graph = await GenerationWorld.ShopAsync(world, GenerationWorld.Shop.Replace("[linux/amd64, linux/arm64]", "[linux/amd64, linux/arm64, linux/arm/v7]", StringComparison.Ordinal));
        var files = GitHubGenerator.Generate(graph, graph.Fleet.Targets, new() { Folder = world.Folder }).WithoutErrors().Files;

        (await FileValidators.JudgeAsync("workflow", files.Where(static file => file.Path.Contains("workflows", StringComparison.Ordinal)))).ShouldBeEmpty();
        (await FileValidators.JudgeAsync("workflow", GeneratedFile.Create("ci.yml", "on: push\njobs: { a: { runs-on: ubuntu-22.04, needs: [b], steps: [{ run: x }] } }\n"))).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Dependabot_looks_after_what_is_there()
    {
        using var world = new FleetWorld();
        var graph = await GenerationWorld.ShopAsync(world);
        world.Write("node_modules/other/package.json", "{}");

        var file = GitHubGenerator.Generate(graph, graph.Fleet.Targets, new() { Folder = world.Folder }).Files.Single(static file => file.Path == ".github/dependabot.yml");

        (await FileValidators.ReadAsync(file.Text))[0]!["updates"]!.AsArray().Select(static one => $"{one!["package-ecosystem"]} {one["directory"]}")
            .ShouldBe(["docker /", "docker /cache", "github-actions /", "npm /", "pip /cache"]);
    }

    [Fact]
    public async Task GitLabs_jobs_begin_when_those_that_they_need_are_done_and_are_valid_by_its_schema()
    {
        using var world = new FleetWorld();
        var graph = await GenerationWorld.ShopAsync(world);

        var file = GitLabGenerator.Generate(graph, graph.Fleet.Targets, new() { Folder = world.Folder, Runners = new Dictionary<string, string> { ["arm64"] = "my-arms" } }).OneFile();

        file.Path.ShouldBe(".gitlab-ci.yml");
        var pipeline = (await FileValidators.ReadAsync(file.Text))[0]!;
        pipeline["build-base"]!["needs"]!.AsArray().ShouldBeEmpty();
        pipeline["build-api-small"]!["needs"]!.ToJsonString().ShouldBe("""["build-base","build-api-large"]""");
        pipeline["build-api-small"]!["parallel"]!["matrix"]!.ToJsonString()
            .ShouldBe("""[{"PLATFORM":"linux/amd64","RUNNER":"saas-linux-small-amd64"},{"PLATFORM":"linux/arm64","RUNNER":"my-arms"}]""");
        pipeline["join"]!["rules"]!.ToJsonString().ShouldContain("$PUBLISH");
        (await FileValidators.JudgeAsync("gitlab", file)).ShouldBeEmpty();
        (await FileValidators.JudgeAsync("gitlab", GeneratedFile.Create(".gitlab-ci.yml", "a: { script: [x], needs: [b] }\n"))).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Jenkins_builds_a_layer_after_the_other_and_its_platforms_side_by_side()
    {
        using var world = new FleetWorld();
        var graph = await GenerationWorld.ShopAsync(world);

        var text = JenkinsGenerator.Generate(graph, graph.Fleet.Targets, new() { Folder = world.Folder }).OneFile().Text;

        text.ShouldStartWith("// Written by slipway generate.");
        text.IndexOf("stage('base (linux/arm64)')", StringComparison.Ordinal).ShouldBeInRange(1, text.IndexOf("stage('api-large (linux/amd64)')", StringComparison.Ordinal));
        text.ShouldContain("agent { label 'linux && arm64' }");
        text.ShouldContain("usernamePassword(credentialsId: 'ghcr-io', usernameVariable: 'REGISTRY_USER', passwordVariable: 'REGISTRY_PASSWORD')");
        text.ShouldContain("'IMAGE=api(size=small)', 'NAME=api-small', 'CACHES=ghcr.io/team/api:cache-api-small\\nghcr.io/team/base:cache-base\\nghcr.io/team/api:cache-api-large'");
        text.ShouldContain("joinPlatforms(['digests-cache-linux-amd64', 'digests-cache-linux-arm64', 'digests-api-large-linux-amd64'");
    }

    [Theory]
    [InlineData("it's", @"'it\'s'")]
    [InlineData("${a} $b", "'${a} $b'")]
    [InlineData("a\\nb\nc", @"'a\\nb\nc'")]
    [InlineData("a\u0001\r", @"'a\u0001\u000D'")]
    public void A_text_of_Groovy_is_only_that_text(string text, string quoted) => GroovyText.Quote(text).ShouldBe(quoted);

    [Fact]
    public async Task Without_a_registry_there_is_no_pipeline_and_the_message_says_how_to_have_one()
    {
        using var world = new FleetWorld();
        var graph = await GenerationWorld.ShopAsync(world, GenerationWorld.Shop.Replace("registry: ghcr.io/team\n", "", StringComparison.Ordinal));

        var problem = GitLabGenerator.Generate(graph, graph.Fleet.Targets, new() { Folder = world.Folder }).Diagnostics.ShouldHaveSingleItem();

        problem.Message.ShouldBe("nothing says which registry a pipeline keeps caches in and publishes to");
        problem.Help.ShouldBe("write 'registry: ghcr.io/you' into the fleet file, or give --registry");
    }

    [Fact]
    public async Task Commands_name_the_fleet_from_where_the_pipeline_runs_with_the_words_that_were_given()
    {
        using var world = new FleetWorld();
        var graph = await GenerationWorld.ShopAsync(world);
        var options = new PipelineOptions { Folder = Path.GetDirectoryName(world.Folder)!, Words = ["--var", "A=it's $HOME ${{ github.token }}", "B=\r\u0001\u2028"] };

        var workflow = (await FileValidators.ReadAsync(GitHubGenerator.Generate(graph, graph.Fleet.Targets, options).WithoutErrors().Files[0].Text))[0]!;
        var above = GitHubGenerator.Generate(graph, graph.Fleet.Targets, options with { Folder = Path.Combine(world.Folder, "below") });

        workflow["jobs"]!["layer-1"]!["steps"]!.AsArray().Single(static step => step!["name"]?.GetValue<string>() == "Build")!["run"]!.GetValue<string>()
            .ShouldContain("set -- ./fleet --var 'A=it'\\''s $HOME ${{ '${{' }} github.token }}' 'B=\r\u0001\u2028' \"$IMAGE\"");
        above.Diagnostics.ShouldHaveSingleItem().Help.ShouldBe("name the repository's folder with --output");
    }

    private static async Task<JsonNode> WorkflowAsync(FleetGraph graph, FleetWorld world) =>
        (await FileValidators.ReadAsync(GitHubGenerator.Generate(graph, graph.Fleet.Targets, new() { Folder = world.Folder }).WithoutErrors().Files[0].Text))[0]!;

    private static IEnumerable<string> Matrix(JsonNode workflow, string job) =>
        workflow["jobs"]![job]!["strategy"]!["matrix"]!["include"]!.AsArray().Select(static one => $"{one!["NAME"]} {one["PLATFORM"]} {one["runner"]}");
}
