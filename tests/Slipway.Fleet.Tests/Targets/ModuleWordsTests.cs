// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet.Tests;

public sealed class ModuleWordsTests
{
    [Fact]
    public void The_words_of_a_module_are_those_of_the_file_and_of_the_image_that_it_runs()
    {
        var fleet = FleetText.ExpandWell("""
            fleet: f
            version: 1.2.3
            variable: { port: { default: "8000" }, tier: { default: redis } }
            images:
              app: { matrix: { backend: [all, redis] } }
            modules:
              gate:
                image: "app(backend={tier})"
                display_name: "Gateway on {backend}"
                version: "{major}.{minor}"
                ports: ["{port}:80"]
                environment: { BACKEND: "{backend}", KEEP: "{{backend}}", JSON: '{"a": 1}' }
                health_check: { test: "curl localhost:{port}" }
              cache: { docker_image: "redis:{major}" }
            """);

        var (gate, cache) = (fleet.File.Modules[0], fleet.File.Modules[1]);
        fleet.TargetOf(gate)!.Name.ShouldBe("app(backend=redis)");
        (gate.DisplayName!.Value, gate.Version!.Value, gate.Ports[0].Value, gate.HealthCheck!.Test.Value).ShouldBe(("Gateway on redis", "1.2", "8000:80", "curl localhost:8000"));
        gate.Environment.Select(static variable => variable.Value).ShouldBe(["redis", "{backend}", "{\"a\": 1}"]);
        cache.DockerImage!.Value.ShouldBe("redis:1");
    }

    [Theory]
    [InlineData("ports: ['{prt}:80']", "nothing is known as '{prt}' here")]
    [InlineData("ports: ['{backend}:80']", "'redis:80' is not a pair of ports")]
    [InlineData("security_profile: '{backend}'", "'redis' is not a security profile")]
    public void What_is_wrong_with_a_module_s_words_is_told_where_they_stand(string field, string problem) => FleetText.Expand($$"""
        fleet: f
        images:
          app: { matrix: { backend: [redis] } }
        modules:
          gate:
            { image: app, {{field}} }
        """).Diagnostics.ShouldHaveSingleItem().ToString().ShouldContain(problem);
}
