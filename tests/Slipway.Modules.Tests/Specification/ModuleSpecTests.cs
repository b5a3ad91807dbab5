// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Slipway.Modules.Tests;

public sealed class ModuleSpecTests
{
    private static readonly ModuleRequest Good = new()
    {
        ModuleName = "my-flask-app",
        DisplayName = "My Flask Application",
        DockerImage = "localhost/your-module-name:1.0.0",
        Version = "1.0.0",
        LicenseKey = "TEST-LICENSE-KEY-123",
        Ports = ["9001:5000"],
        Environment = new Dictionary<string, string> { ["APP_ENV"] = "production", ["DEBUG"] = "false" },
        Description = "My custom Flask application module",
    };

    [Fact]
    public void The_guides_own_request_is_read()
    {
        var (spec, problems) = ModuleSpecReader.Read(Good);

        problems.ShouldBeEmpty();
        spec.ShouldNotBeNull();
        spec.Name.ShouldBe("my-flask-app");
        spec.Image.ToString().ShouldBe("localhost/your-module-name:1.0.0");
        spec.Ports.ShouldBe([new ModulePort(9001, 5000)]);
        spec.SecurityProfile.ShouldBe(SecurityProfile.Strict);
        spec.MemoryLimit.ShouldBe(512L << 20);
    }

    public static TheoryData<string, string, string> BadFields => new()
    {
        { """{"module_name":"ab"}""", "module_name", "invalid" },
        { """{"module_name":"-abc"}""", "module_name", "invalid" },
        { """{"module_name":"abc\n"}""", "module_name", "invalid" },
        { """{"module_name":"Abc"}""", "module_name", "invalid" },
        { """{"module_name":"a/../b"}""", "module_name", "invalid" },
        { """{"module_name":"api"}""", "module_name", "invalid" },
        { """{"module_name":"issuers"}""", "module_name", "invalid" },
        { """{"module_name":null}""", "module_name", "missing" },
        { """{"display_name":"ab"}""", "display_name", "invalid" },
        { """{"docker_image":"nginx:latest"}""", "docker_image", "mutable_tag" },
        { """{"docker_image":"nginx"}""", "docker_image", "mutable_tag" },
        { """{"docker_image":"nginx:latest-alpine"}""", "docker_image", "mutable_tag" },
        { """{"docker_image":"a@evil.com/x:1"}""", "docker_image", "invalid" },
        { """{"docker_image":"nginx:1.25\n"}""", "docker_image", "invalid" },
        { """{"version":"1.0"}""", "version", "invalid" },
        { """{"version":"1.0.٣"}""", "version", "invalid" },
        { """{"license_key":"short"}""", "license_key", "invalid" },
        { """{"ports":["9001"]}""", "ports[0]", "invalid" },
        { """{"ports":["0:80"]}""", "ports[0]", "invalid" },
        { """{"ports":["9001:65536"]}""", "ports[0]", "invalid" },
        { """{"ports":["9001:80","9001:81"]}""", "ports[1]", "invalid" },
        { """{"ports":["٩٠٠١:80"]}""", "ports[0]", "invalid" },
        { """{"ports":["127.0.0.1:9001:80"]}""", "ports[0]", "invalid" },
        { """{"ports":["9001:80/udp"]}""", "ports[0]", "invalid" },
        { """{"ports":[null]}""", "ports[0]", "invalid" },
        { """{"environment":{"A=B":"x"}}""", "environment", "invalid" },
        { """{"environment":{"A\nB":"x"}}""", "environment", "invalid" },
        { """{"environment":{"A":"x\u0000y"}}""", "environment.A", "invalid" },
        { """{"environment":{"A":null}}""", "environment.A", "invalid" },
        { """{"volumes":["/:/host"]}""", "volumes", "bind_forbidden" },
        { """{"volumes":["/var/run/docker.sock:/var/run/docker.sock:ro"]}""", "volumes", "bind_forbidden" },
        { """{"cpu_limit":"0"}""", "cpu_limit", "invalid" },
        { """{"cpu_limit":"9999"}""", "cpu_limit", "invalid" },
        { """{"cpu_limit":"-1"}""", "cpu_limit", "invalid" },
        { """{"memory_limit":"0m"}""", "memory_limit", "invalid" },
        { """{"memory_limit":"99999g"}""", "memory_limit", "invalid" },
        { """{"memory_limit":"512"}""", "memory_limit", "invalid" },
        { """{"network_mode":"host"}""", "network_mode", "unsupported" },
        { """{"route_prefix":"/x"}""", "route_prefix", "unsupported" },
        { """{"depends_on":["my-flask-app"]}""", "depends_on[0]", "invalid" },
        { """{"depends_on":["../x"]}""", "depends_on[0]", "invalid" },
        { """{"security_profile":"privileged"}""", "security_profile", "invalid" },
        { """{"health_check":{"interval":"1m"}}""", "health_check.test", "missing" },
        { """{"health_check":{"test":"true","interval":"soon"}}""", "health_check.interval", "invalid" },
        { """{"health_check":{"test":"true","retries":"0"}}""", "health_check.retries", "invalid" },
        { """{"privileged":true}""", "privileged", "unknown_field" },
        { """{"health_check":{"test":"true","shell":"sh"}}""", "health_check.shell", "unknown_field" },
        { """{"ports":"9001:80"}""", "ports", "invalid" },
        { """{"module_name":7}""", "module_name", "invalid" },
    };

    [Theory]
    [MemberData(nameof(BadFields))]
    public void A_bad_field_is_named(string change, string field, string code)
    {
        var problem = Problems(Merge(change)).ShouldHaveSingleItem();

        (problem.Field, problem.Code).ShouldBe((field, code));
    }

    [Fact]
    public void All_that_is_wrong_is_said_at_once() =>
        Problems("{}").Select(static problem => problem.Field).ShouldBe(["module_name", "display_name", "docker_image", "version", "license_key"]);

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"module_name":"abc","module_name":"def"}""")]
    public void What_is_no_request_is_refused(string json) => Problems(json).ShouldNotBeEmpty();

    [Fact]
    public void No_problem_repeats_the_value_of_a_variable()
    {
        var problems = Problems(Merge("""{"environment":{"PASSWORD":"canary\u0000"}}"""));

        problems.ShouldNotBeEmpty();
        problems.ShouldAllBe(static problem => !problem.Message.Contains("canary"));
    }

    [Theory]
    [InlineData("docker.io", true)]
    [InlineData("registry.hub.docker.com", true)]
    [InlineData("index.docker.io", true)]
    [InlineData("GHCR.io", true)]
    [InlineData("localhost", true)]
    [InlineData("localhost:5000", true)]
    [InlineData("localhost:5001", false)]
    [InlineData("ghcr.io:443", false)]
    [InlineData("ghcr.io.evil.example", false)]
    public void Registries_are_trusted_by_their_whole_name(string registry, bool isTrusted) => TrustedRegistries.Default.Contains(registry).ShouldBe(isTrusted);

    [Fact]
    public void A_list_of_registries_is_read_and_what_is_none_is_refused()
    {
        TrustedRegistries.Parse("registry.hub.docker.com, ghcr.io,localhost:5000").Registries.ShouldBe(["docker.io", "ghcr.io", "localhost:5000"]);
        Should.Throw<FormatException>(() => TrustedRegistries.Parse("ghcr.io,https://evil/")).Message.ShouldContain("https://evil/");
    }

    private static IReadOnlyList<ModuleProblem> Problems(string json)
    {
        var (request, problems) = ModuleRequestReader.Read(Encoding.UTF8.GetBytes(json));
        return request is null ? problems : ModuleSpecReader.Read(request).Problems;
    }

    private static string Merge(string change)
    {
        var all = System.Text.Json.Nodes.JsonNode.Parse(ModuleRequestReader.Write(Good))!.AsObject();
        foreach (var (name, value) in System.Text.Json.Nodes.JsonNode.Parse(change)!.AsObject())
            all[name] = value?.DeepClone();
        return all.ToJsonString();
    }
}
