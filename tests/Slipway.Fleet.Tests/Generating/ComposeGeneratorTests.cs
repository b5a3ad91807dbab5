// SPDX-License-Identifier: Apache-2.0
using Slipway.TestKit;

namespace Slipway.Fleet.Tests;

public sealed class ComposeGeneratorTests
{
    [Fact]
    public async Task A_secret_is_taken_from_a_variable_whose_name_Compose_can_read()
    {
        using var world = new FleetWorld();
        var graph = await GenerationWorld.ShopAsync(world);

        var text = ComposeGenerator.Generate(graph, graph.Fleet.Targets, new() { Environment = new Dictionary<string, string> { ["2.API-TOKEN"] = "hidden" } }).OneFile().Text;

        text.ShouldContain("2.API-TOKEN\": \"${__API_TOKEN:?this secret is not set}\"");
        text.ShouldNotContain("hidden");
    }

    [Fact]
    public async Task A_volume_by_a_name_that_none_can_have_is_told_with_its_place()
    {
        using var world = new FleetWorld();
        var graph = await GenerationWorld.ShopAsync(world, GenerationWorld.Shop + "\n    volumes: [\"da$ta:/a\"]\n");

        var generation = ComposeGenerator.Generate(graph, graph.Fleet.Targets, ServiceOptions.Default);

        generation.Files.ShouldBeEmpty();
        generation.Diagnostics.ShouldHaveSingleItem().Message.ShouldBe("'da$ta:/a' is not a volume");
    }

    [Fact]
    public async Task Modules_are_services_that_are_shut_in_and_limited()
    {
        using var world = new FleetWorld();
        var graph = await GenerationWorld.ShopAsync(world);

        var generation = ComposeGenerator.Generate(graph, graph.Fleet.Targets, ServiceOptions.Default);

        var services = (await FileValidators.ReadAsync(generation.OneFile().Text))[0]!["services"]!;
        var api = services["api"]!;
        api["image"]!.GetValue<string>().ShouldBe("ghcr.io/team/api:1.2.3-small");
        // The number is claimed, and the group is that of the base image, a sibling's.
        api["user"]!.GetValue<string>().ShouldBe("1000:1000");
        api["read_only"]!.GetValue<bool>().ShouldBeTrue();
        api["tmpfs"]!.ToJsonString().ShouldBe("""["/tmp","/run","/var/tmp"]""");
        api["security_opt"]!.ToJsonString().ShouldBe("""["no-new-privileges:true"]""");
        api["cap_drop"]!.ToJsonString().ShouldBe("""["ALL"]""");
        api["ports"]!.ToJsonString().ShouldBe("""["80:8000"]""");
        api["depends_on"]!.ToJsonString().ShouldBe("""{"cache":{"condition":"service_healthy"}}""");
        api["healthcheck"]!.ToJsonString().ShouldBe("""{"test":["CMD-SHELL","curl -f http://localhost:8000/health || exit 1"],"interval":"10s","timeout":"3s","retries":5,"start_period":"20s"}""");
        api["deploy"]!["resources"]!.ToJsonString().ShouldBe("""{"limits":{"cpus":"1.5","memory":"1024M"},"reservations":{"cpus":"0.1","memory":"256M"}}""");
        services["cache"]!["ports"].ShouldBeNull();
        services["cache"]!["user"]!.GetValue<string>().ShouldBe("999");
    }

    [Fact]
    public async Task Secrets_are_taken_from_whoever_starts_it_and_written_nowhere()
    {
        using var world = new FleetWorld();
        var graph = await GenerationWorld.ShopAsync(world);
        var options = new ServiceOptions { Secrets = new Dictionary<string, string?> { ["LEVEL"] = "SHOP_LEVEL" }, NoSecrets = [] };

        var text = ComposeGenerator.Generate(graph, graph.Fleet.Targets, options).OneFile().Text;

        text.ShouldNotContain("hidden");
        (await FileValidators.ReadAsync(text))[0]!["services"]!["api"]!["environment"]!.ToJsonString()
            .ShouldBe("""{"MODE":"fast","API_TOKEN":"${API_TOKEN:?this secret is not set}","LEVEL":"${SHOP_LEVEL:?this secret is not set}"}""");
        ComposeGenerator.Generate(graph, graph.Fleet.Targets, new() { NoSecrets = ["API_TOKEN"] }).OneFile().Text.ShouldContain("API_TOKEN: hidden");
    }

    [Fact]
    public async Task Images_without_modules_are_services_where_they_listen_and_share_no_port_of_the_host()
    {
        using var world = new FleetWorld();
        var graph = await GenerationWorld.ShopAsync(world, GenerationWorld.Shop[..GenerationWorld.Shop.IndexOf("modules:", StringComparison.Ordinal)]);

        var generation = ComposeGenerator.Generate(graph, graph.Fleet.Targets, ServiceOptions.Default);

        var services = (await FileValidators.ReadAsync(generation.OneFile().Text))[0]!["services"]!.AsObject();
        services.Select(static service => service.Key).ShouldBe(["cache", "api-large", "api-small"]);
        services["api-large"]!["ports"]!.ToJsonString().ShouldBe("""["8000:8000"]""");
        services["api-small"]!["ports"]!.ToJsonString().ShouldBe("""["8000"]""");
        generation.Notes.ShouldContain(static note => note.StartsWith("api-small listens on 8000 as another service does", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_written_is_valid_by_the_schema_of_Compose()
    {
        var schema = await File.ReadAllTextAsync(Needs.Corpus("schemas/compose-spec.json"), TestContext.Current.CancellationToken);
        using var world = new FleetWorld();
        var graph = await GenerationWorld.ShopAsync(world, GenerationWorld.Shop + "\n    volumes: [\"data:/data\", \"./conf:/conf:ro\", /scratch]\n    network_mode: host\n    security_profile: relaxed\n");
        string[] texts =
        [
            ComposeGenerator.Generate(graph, graph.Fleet.Targets, ServiceOptions.Default).OneFile().Text,
            ComposeGenerator.Generate(graph, graph.Fleet.Targets, new() { Choice = ServiceChoice.Targets }).OneFile().Text,
        ];

        (await SchemaOracle.JudgeAsync(texts, schema)).SelectMany(static problems => problems).ShouldBeEmpty();
        (await SchemaOracle.JudgeAsync([texts[0].Replace("read_only:", "readonly:", StringComparison.Ordinal)], schema))[0].ShouldNotBeEmpty();
    }

    [Fact]
    public async Task No_value_becomes_anything_but_itself()
    {
        string[] hostile =
        [
            "x\"\n    privileged: true\n#", "'}]\\ ${HOME} $(id) {{x}} %YAML", "- &a *a !!binary |\n  - : ? ", "yes", "1e3", " .5", ".5", "...", "---", "0x1F", "0o17", "12:30:45", "=", "<<", "~", "a: b", "a #b",
            "2001-01-01", "1_000", "ünï \U0001F680 \u0085 \u2028 \u007f \u0001 \uFEFF", "", " ", "\n", "\t", "trailing ", new('x', 5000),
        ];
        using var world = new FleetWorld();
        var graph = await GenerationWorld.ShopAsync(world);
        var options = new ServiceOptions { Environment = hostile.Index().ToDictionary(static one => $"HOSTILE{one.Index}", static one => one.Item) };

        var read = await FileValidators.ReadAllAsync([
            ComposeGenerator.Generate(graph, graph.Fleet.Targets, options).OneFile(), KubernetesGenerator.Generate(graph, graph.Fleet.Targets, options).WithoutErrors().Files.Single(static file => file.Path == "kubernetes/api.yaml"),
        ]);

        var compose = read[0]![0]!["services"]!["api"]!;
        compose.AsObject().ContainsKey("privileged").ShouldBeFalse();
        var cluster = read[1]![0]!["spec"]!["template"]!["spec"]!["containers"]![0]!["env"]!.AsArray().ToDictionary(static one => one!["name"]!.GetValue<string>(), static one => one!["value"]?.GetValue<string>());
        foreach (var (number, value) in hostile.Index())
        {
            compose["environment"]![$"HOSTILE{number}"]!.GetValue<string>().ShouldBe(value.Replace("$", "$$", StringComparison.Ordinal));
            cluster[$"HOSTILE{number}"].ShouldBe(value.Replace("$", "$$", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_fleet_in_which_nothing_runs_has_no_file_and_says_so()
    {
        using var world = new FleetWorld();
        world.Write("Dockerfile", "FROM scratch\n");
        var graph = await world.LoadAsync("fleet: f\nversion: 1.0.0\nimages: { app: { context: . } }\n");

        var generation = ComposeGenerator.Generate(graph, graph.Fleet.Targets, ServiceOptions.Default);

        generation.Files.ShouldBeEmpty();
        generation.Notes.ShouldContain("nothing of this fleet runs: it has no modules, and no image is known to listen on a port");
    }
}
