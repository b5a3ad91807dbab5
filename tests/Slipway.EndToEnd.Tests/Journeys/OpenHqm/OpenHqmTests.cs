// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Text.Json.Nodes;
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests;

/// <summary>
/// The workflow of the image management guide on the OpenHQM example: build, try by hand, push to a registry with a password, install by the API
/// with a token, get an answer through Redis, uninstall.
/// </summary>
[Collection(OpenHqmImages.Collection)]
public sealed class OpenHqmTests(OpenHqmImages images)
{
    private const string Password = "correct-horse-battery";
    private readonly InstalledProgram _slipway = images.Slipway;
    private readonly int _port = BusyboxImage.FreePort();

    [Fact]
    [Trait("Needs", "Network")]
    public async Task An_image_goes_from_its_Dockerfile_to_a_module_that_answers()
    {
        foreach (var tool in new[] { "curl", "htpasswd" })
            Needs.Tool(tool);

        // It is built; look at it by hand.
        const string Gateway = "ghcr.io/yourusername/openhqm:1.0.0-redis";
        (await _slipway.RunAsync("run", "--rm", Gateway, "printenv", "OPENHQM_QUEUE_BACKEND")).ShouldSucceed().Output.ShouldBe("redis\n");
        (await _slipway.RunAsync("run", "--rm", Gateway, "id", "-u")).ShouldSucceed().Output.ShouldBe("1000\n");

        // A registry with a password.
        await ExecuteAsync("htpasswd", "-Bbc", _slipway.Folder["users"], "admin", Password);
        var (_, lines) = await _slipway.StartAsync("module API at", "serve", "--development", "--registry", "127.0.0.1:0", "--api", "127.0.0.1:0", "--htpasswd", "users");
        var registry = new Uri(lines[0].Split(' ')[^1]).Authority;
        var api = lines[1].Split(' ')[^1];
        await PushAsync(registry, Gateway, "openhqm:1.0.0");
        await PushAsync(registry, "ghcr.io/yourusername/redis:1.0.0", "redis:1.0.0");

        // Install by the API.
        var token = (await _slipway.RunAsync("token", "create", "--role", "super_admin", "--ttl", "10m")).ShouldSucceed().Output.Trim();
        (await CurlAsync("POST", $"{api}/install", "not-a-token", Order("redis", $"{registry}/redis:1.0.0"))).Status.ShouldBe(401);
        (await CurlAsync("POST", $"{api}/install", token, Order("redis", $"{registry}/redis:latest"))).ShouldHold(422, "latest");
        (await CurlAsync("POST", $"{api}/install", token, Order("redis", $"{registry}/redis:1.0.0"))).ShouldHold(202, "redis");
        var gateway = Order("openhqm", $"{registry}/openhqm:1.0.0");
        gateway["ports"] = new JsonArray($"{_port}:8000");
        gateway["environment"] = new JsonObject { ["OPENHQM_QUEUE__TYPE"] = "redis", ["OPENHQM_QUEUE__REDIS_URL"] = "redis://redis:6379" };
        gateway["depends_on"] = new JsonArray("redis");
        (await CurlAsync("POST", $"{api}/install", token, gateway)).ShouldHold(202, "openhqm");
        (await CurlAsync("GET", $"{api}/openhqm/status", token)).ShouldHold(200, "running");

        // An answer through Redis.
        var submitted = await CurlAsync("POST", $"http://127.0.0.1:{_port}/api/v1/submit", token, new JsonObject { ["payload"] = new JsonObject { ["hello"] = "world" } });
        submitted.Status.ShouldBe(202);
        var id = JsonNode.Parse(submitted.Body)!["correlation_id"]!.GetValue<string>();
        (await AnswerAsync(id)).ShouldContain("\"hello\":\"world\"");

        // And away.
        (await CurlAsync("DELETE", $"{api}/openhqm", token)).Status.ShouldBe(200);
        (await CurlAsync("DELETE", $"{api}/redis", token)).Status.ShouldBe(200);
        (await CurlAsync("GET", $"{api}/openhqm/status", token)).Status.ShouldBe(404);
        File.ReadAllText("/proc/mounts").ShouldNotContain(_slipway.Home);
    }

    private async Task PushAsync(string registry, string image, string name)
    {
        (await _slipway.RunAsync("tag", image, $"{registry}/{name}")).ShouldSucceed();
        (await _slipway.RunAsync("logout", registry)).ShouldSucceed();
        (await _slipway.RunAsync("push", $"{registry}/{name}")).ExitCode.ShouldNotBe(0);
        (await _slipway.RunWithInputAsync("wrong password", "login", registry, "-u", "admin", "--password-stdin")).ShouldRefuse(1, registry);
        (await _slipway.RunWithInputAsync(Password, "login", registry, "-u", "admin", "--password-stdin")).ShouldSucceed();
        (await _slipway.RunAsync("push", $"{registry}/{name}")).ShouldSucceed();
    }

    private async Task<string> AnswerAsync(string id)
    {
        CurlAnswer answer;
        do
            answer = await CurlAsync("GET", $"http://127.0.0.1:{_port}/api/v1/response/{id}", token: null);
        while (answer.Status == 202);
        answer.Status.ShouldBe(200, answer.Body);
        return answer.Body;
    }

    private static JsonObject Order(string name, string image) => new()
    {
        ["module_name"] = name,
        ["display_name"] = $"The module {name}",
        ["docker_image"] = image,
        ["version"] = "1.0.0",
        ["license_key"] = "TEST-LICENSE-KEY-123",
        ["health_check"] = name == "redis"
            ? new JsonObject { ["test"] = "redis-cli -e ping", ["interval"] = "1s", ["timeout"] = "5s", ["retries"] = "20" }
            : new JsonObject { ["test"] = "node /app/src/health.js", ["interval"] = "1s", ["timeout"] = "5s", ["retries"] = "20" },
    };

    private static async Task<CurlAnswer> CurlAsync(string method, string address, string? token, JsonObject? body = null)
    {
        List<string> words = ["-sS", "-X", method, "-w", "\n%{http_code}", address];
        if (token is not null)
            words.AddRange(["-H", $"Authorization: Bearer {token}"]);
        if (body is not null)
            words.AddRange(["-H", "Content-Type: application/json", "-d", body.ToJsonString()]);
        var text = await ExecuteAsync("curl", [.. words]);
        var end = text.LastIndexOf('\n');
        return new(int.Parse(text[(end + 1)..]), text[..end]);
    }

    private static async Task<string> ExecuteAsync(string program, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(program, words) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, error);
        return await output;
    }

    private sealed record CurlAnswer(int Status, string Body)
    {
        public void ShouldHold(int status, string part)
        {
            Status.ShouldBe(status, Body);
            Body.ShouldContain(part);
        }
    }
}
