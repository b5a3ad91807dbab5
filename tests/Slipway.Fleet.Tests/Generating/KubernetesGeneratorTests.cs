// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Nodes;

namespace Slipway.Fleet.Tests;

public sealed class KubernetesGeneratorTests
{
    [Fact]
    public async Task Pods_are_no_root_write_nowhere_have_no_powers_and_are_limited()
    {
        using var world = new FleetWorld();
        var graph = await GenerationWorld.ShopAsync(world);

        var pod = (await DeploymentOf(graph, ServiceOptions.Default with { Replicas = 3 }, "api"))["spec"]!;

        pod["replicas"]!.GetValue<int>().ShouldBe(3);
        pod["selector"]!["matchLabels"]!.ToJsonString().ShouldBe("""{"app":"api"}""");
        pod["template"]!["metadata"]!["labels"]!.ToJsonString().ShouldBe("""{"app":"api"}""");
        var spec = pod["template"]!["spec"]!;
        spec["securityContext"]!.ToJsonString().ShouldBe("""{"runAsNonRoot":true,"runAsUser":1000,"runAsGroup":1000,"seccompProfile":{"type":"RuntimeDefault"}}""");
        var container = spec["containers"]![0]!;
        container["securityContext"]!.ToJsonString().ShouldBe("""{"allowPrivilegeEscalation":false,"readOnlyRootFilesystem":true,"capabilities":{"drop":["ALL"]}}""");
        container["resources"]!.ToJsonString().ShouldBe("""{"requests":{"cpu":"100m","memory":"256Mi"},"limits":{"cpu":"1500m","memory":"1024Mi"}}""");
        container["ports"]![0]!["containerPort"]!.GetValue<int>().ShouldBe(8000);
        // What the image keeps data in, and what is temporary, can be written.
        container["volumeMounts"]!.AsArray().Select(static mount => mount!["mountPath"]!.GetValue<string>()).ShouldBe(["/data", "/tmp", "/run", "/var/tmp"]);
        spec["volumes"]!.AsArray().Count.ShouldBe(4);
    }

    [Fact]
    public async Task What_is_asked_for_by_HTTP_is_probed_by_HTTP_and_what_is_run_is_run()
    {
        using var world = new FleetWorld();
        var graph = await GenerationWorld.ShopAsync(world);

        var api = (await DeploymentOf(graph, ServiceOptions.Default, "api"))["spec"]!["template"]!["spec"]!["containers"]![0]!;
        var cache = (await DeploymentOf(graph, ServiceOptions.Default, "cache"))["spec"]!["template"]!["spec"]!["containers"]![0]!;

        api["livenessProbe"]!.ToJsonString().ShouldBe("""{"httpGet":{"path":"/health","port":8000,"scheme":"HTTP"},"periodSeconds":10,"timeoutSeconds":3,"failureThreshold":5}""");
        api["startupProbe"]!["failureThreshold"]!.GetValue<int>().ShouldBe(7);
        cache["readinessProbe"]!.ToJsonString().ShouldBe("""{"exec":{"command":["redis-cli","ping"]},"periodSeconds":5,"timeoutSeconds":30,"failureThreshold":3}""");
    }

    [Theory]
    [InlineData("curl -f http://localhost:5000/health || exit 1", "HTTP 5000 /health")]
    [InlineData("wget --quiet --tries=1 --spider http://127.0.0.1:3000/health || exit 1", "HTTP 3000 /health")]
    [InlineData("curl -fsS -o /dev/null https://localhost/live", "HTTPS 443 /live")]
    [InlineData("curl -f 'http://localhost:8000' > /dev/null || exit 1", "HTTP 8000 /")]
    [InlineData("curl -f http://example.org/health", null)]
    [InlineData("curl -f http://localhost:1/a http://localhost:2/b", null)]
    [InlineData("curl -f http://localhost:5000/health && test -e /ready", null)]
    [InlineData("curl -f http://localhost:5000/health | grep ok", null)]
    [InlineData("curl -H 'X-Key: a' http://localhost:5000/health", null)]
    [InlineData("nc -z localhost 5432 || exit 1", null)]
    public void Only_a_plain_request_to_the_container_itself_is_one(string line, string? request) =>
        (HealthCommand.FindHttp(["CMD-SHELL", line]) is { } http ? $"{http.Scheme} {http.Port} {http.Path}" : null).ShouldBe(request);

    [Fact]
    public async Task A_value_reaches_the_container_as_it_was_written()
    {
        using var world = new FleetWorld();
        var graph = await GenerationWorld.ShopAsync(world);
        var options = new ServiceOptions { Environment = new Dictionary<string, string> { ["PRICE"] = "5$", ["BOTH"] = "$$(MODE) $(MODE) a$$b" } };

        var variables = (await DeploymentOf(graph, options, "api"))["spec"]!["template"]!["spec"]!["containers"]![0]!["env"]!.AsArray();

        // Kubernetes makes one of two of the sign, and a variable of one before a parenthesis.
        variables.Single(static one => one!["name"]!.GetValue<string>() == "PRICE")!["value"]!.GetValue<string>().ShouldBe("5$$");
        variables.Single(static one => one!["name"]!.GetValue<string>() == "BOTH")!["value"]!.GetValue<string>().ShouldBe("$$$$(MODE) $$(MODE) a$$$$b");
    }

    [Fact]
    public async Task Volumes_have_names_of_their_own_and_one_at_two_places_is_one()
    {
        using var world = new FleetWorld();
        var graph = await GenerationWorld.ShopAsync(world, GenerationWorld.Shop + "\n    volumes: [\"tmp:/a\", \"a_b:/b\", \"a-b:/c\", \"tmp:/d:ro\", \"data-1:/e\", /f]\n");

        var spec = (await DeploymentOf(graph, ServiceOptions.Default, "api"))["spec"]!["template"]!["spec"]!;

        string[] Of(System.Text.Json.Nodes.JsonNode node, string list, string key) => [.. node[list]!.AsArray().Select(one => one![key]!.GetValue<string>())];
        var names = Of(spec, "volumes", "name");
        names.ShouldBe(["tmp-2", "a-b", "a-b-2", "named-data-1", "volume-6", "data-1", "tmp", "run", "var-tmp"]);
        Of(spec["containers"]![0]!, "volumeMounts", "name").ShouldBe(["tmp-2", "a-b", "a-b-2", "tmp-2", "named-data-1", "volume-6", "data-1", "tmp", "run", "var-tmp"]);
        spec["volumes"]!.AsArray().Select(static one => one!["persistentVolumeClaim"]?["claimName"]!.GetValue<string>()).OfType<string>().ShouldBe(["api-tmp-2", "api-a-b", "api-a-b-2", "api-named-data-1"]);
    }

    [Theory]
    [InlineData("PGPASSWORD", true)]
    [InlineData("MY.TOKEN", true)]
    [InlineData("api-key", true)]
    [InlineData("REDISCLI_AUTH", true)]
    [InlineData("ACCESSTOKEN", true)]
    [InlineData("MONKEY", false)]
    [InlineData("OAUTH", false)]
    [InlineData("PASSWORD_FILE", false)]
    public void What_is_named_like_a_secret_is_one(string name, bool isSecret) => SecretNames.IsSecret(name, "x").ShouldBe(isSecret);

    [Fact]
    public async Task Secrets_are_keys_of_the_clusters_secrets()
    {
        using var world = new FleetWorld();
        var graph = await GenerationWorld.ShopAsync(world);
        var options = new ServiceOptions { Secrets = new Dictionary<string, string?> { ["HUB_CONNECTION_STRING"] = "eventhubs-secret/connection-string" } };

        var variables = (await DeploymentOf(graph, options, "api"))["spec"]!["template"]!["spec"]!["containers"]![0]!["env"]!.AsArray();

        variables.Single(static one => one!["name"]!.GetValue<string>() == "API_TOKEN")!["valueFrom"]!.ToJsonString().ShouldBe("""{"secretKeyRef":{"name":"api-secrets","key":"API_TOKEN"}}""");
        variables.Single(static one => one!["name"]!.GetValue<string>() == "HUB_CONNECTION_STRING")!["valueFrom"]!.ToJsonString()
            .ShouldBe("""{"secretKeyRef":{"name":"eventhubs-secret","key":"connection-string"}}""");
        KubernetesGenerator.Generate(graph, graph.Fleet.Targets, options).Files.ShouldAllBe(static file => !file.Text.Contains("hidden", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Each_variant_that_is_asked_for_is_a_deployment_of_its_own()
    {
        using var world = new FleetWorld();
        var graph = await GenerationWorld.ShopAsync(world);
        var options = new ServiceOptions { Choice = ServiceChoice.Targets, Environment = new Dictionary<string, string> { ["MODE"] = "slow" } };

        var generation = KubernetesGenerator.Generate(graph, graph.Fleet.Select(["api"]).Targets, options).WithoutErrors();

        // The module runs the small one; the large one has its limits and its check, and none of its variables.
        generation.Files.Select(static file => file.Path).ShouldBe(["kubernetes/api.yaml", "kubernetes/api-large.yaml"]);
        var large = (await FileValidators.ReadAsync(generation.Files[1].Text))[0]!["spec"]!["template"]!["spec"]!["containers"]![0]!;
        large["image"]!.GetValue<string>().ShouldBe("ghcr.io/team/api:1.2.3-large");
        large["env"]!.ToJsonString().ShouldBe("""[{"name":"MODE","value":"slow"}]""");
        large["livenessProbe"]!["httpGet"].ShouldNotBeNull();
    }

    [Fact]
    public async Task What_a_cluster_does_not_have_is_refused_by_name()
    {
        using var world = new FleetWorld();
        var graph = await GenerationWorld.ShopAsync(world, GenerationWorld.Shop + "\n    volumes: [\"/srv:/srv\"]\n    network_mode: host\n");

        var generation = KubernetesGenerator.Generate(graph, graph.Fleet.Targets, ServiceOptions.Default);

        generation.Files.ShouldBeEmpty();
        generation.Diagnostics.Select(static one => one.Message).ShouldBe(["'api' has '/srv' of the host as a volume, which a cluster doesn't have", "'api' asks for the network 'host', which a pod can't have"]);
    }

    [Fact]
    public async Task What_is_written_is_valid_by_the_schemas_of_Kubernetes()
    {
        using var world = new FleetWorld();
        var graph = await GenerationWorld.ShopAsync(world, GenerationWorld.Shop + "\n    volumes: [\"data:/data\", /scratch]\n");

        (await FileValidators.JudgeAsync("kubernetes", KubernetesGenerator.Generate(graph, graph.Fleet.Targets, ServiceOptions.Default).WithoutErrors().Files)).ShouldBeEmpty();
        (await FileValidators.JudgeAsync("kubernetes", KubernetesGenerator.Generate(graph, graph.Fleet.Targets, new() { Choice = ServiceChoice.Targets, Replicas = 0 }).WithoutErrors().Files)).ShouldBeEmpty();
        (await FileValidators.JudgeAsync("kubernetes", GeneratedFile.Create("k.yaml", "apiVersion: v1\nkind: Service\nmetadata: { name: a }\nspec: { port: 1 }\n"))).ShouldNotBeEmpty();
    }

    private static async Task<JsonNode> DeploymentOf(FleetGraph graph, ServiceOptions options, string name) =>
        (await FileValidators.ReadAsync(KubernetesGenerator.Generate(graph, graph.Fleet.Targets, options).WithoutErrors().Files.Single(file => file.Path == $"kubernetes/{name}.yaml").Text))
        .Single(static document => document!["kind"]!.GetValue<string>() == "Deployment")!;
}
