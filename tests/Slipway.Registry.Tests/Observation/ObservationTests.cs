// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Text;
using System.Text.Json;
using Slipway.Native;
using Slipway.TestKit;

namespace Slipway.Registry.Tests;

public sealed class ObservationTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Prometheus_own_tool_finds_nothing_to_say_against_the_metrics()
    {
        Needs.Tool("promtool");
        await using var registry = await TestRegistry.StartAsync(Cancellation);
        using var http = new RegistryHttp(registry);
        await http.PushImageAsync("team/app", "1.0");
        await http.GetAsync("/v2/none/tags/list");

        var text = await (await http.GetAsync("/metrics")).Content.ReadAsStringAsync(Cancellation);
        var verdict = await new Command("promtool", ["check", "metrics"]) { Package = "prometheus", Input = new MemoryStream(Encoding.UTF8.GetBytes(text)) }.RunAsync(Cancellation);

        verdict.ExitCode.ShouldBe(0, verdict.ErrorText + text);
        verdict.ErrorText.ShouldBeEmpty();
    }

    [Fact]
    public async Task Requests_events_and_blobs_are_counted()
    {
        await using var registry = await TestRegistry.StartAsync(Cancellation);
        using var http = new RegistryHttp(registry);
        await http.PushImageAsync("team/app", "1.0");
        for (var number = 0; number < 3; number++)
            await http.GetAsync("/v2/team/app/manifests/1.0");
        await http.GetAsync("/v2/team/app/manifests/2.0");

        var lines = (await (await http.GetAsync("/metrics")).Content.ReadAsStringAsync(Cancellation)).Split('\n');

        lines.ShouldContain("slipway_registry_requests_total{method=\"GET\",resource=\"manifest\",status=\"200\"} 3");
        lines.ShouldContain("slipway_registry_requests_total{method=\"GET\",resource=\"manifest\",status=\"404\"} 1");
        lines.ShouldContain("slipway_registry_request_duration_seconds_count{method=\"GET\",resource=\"manifest\"} 4");
        lines.ShouldContain("slipway_registry_request_duration_seconds_bucket{method=\"GET\",resource=\"manifest\",le=\"+Inf\"} 4");
        lines.ShouldContain("slipway_registry_events_total{event=\"PushManifest\",outcome=\"done\"} 1");
        lines.ShouldContain("slipway_registry_blobs 2");
        lines.ShouldContain("slipway_registry_blob_bytes 7");
        lines.ShouldContain("# TYPE slipway_registry_request_duration_seconds histogram");
    }

    [Fact]
    public async Task Metrics_are_for_this_machine_and_for_whoever_has_a_login()
    {
        await using var registry = await TestRegistry.StartAsync(Cancellation);
        using var nobody = RegistryHttp.Anonymous(registry);
        using var owner = new RegistryHttp(registry);

        (await nobody.GetAsync("/metrics")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await nobody.GetAsync("/metrics", ("X-Forwarded-For", "198.51.100.7"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await owner.GetAsync("/metrics", ("X-Forwarded-For", "198.51.100.7"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        nobody.Client.DefaultRequestHeaders.Authorization = RegistryHttp.Basic("me", "wrong");
        (await nobody.GetAsync("/metrics")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task What_a_client_makes_up_adds_no_series()
    {
        await using var registry = await TestRegistry.StartAsync(Cancellation);
        using var http = new RegistryHttp(registry);
        for (var number = 0; number < 20; number++)
            await http.SendAsync($"MADEUP{number}", $"/v2/repository{number}/tags/list");

        var text = await (await http.GetAsync("/metrics")).Content.ReadAsStringAsync(Cancellation);

        text.ShouldContain("slipway_registry_requests_total{method=\"other\",resource=\"tags\",status=\"405\"} 20");
        text.ShouldNotContain("MADEUP");
        text.ShouldNotContain("repository1");
    }

    [Fact]
    public async Task It_says_that_it_lives_and_whether_it_is_ready()
    {
        await using var registry = await TestRegistry.StartAsync(Cancellation);
        using var http = RegistryHttp.Anonymous(registry);
        foreach (var path in new[] { "/livez", "/readyz", "/startupz" })
            (await http.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.OK, path);

        Directory.Move(registry.Root, registry.Root + ".moved");
        var ready = await http.GetAsync("/readyz");
        Directory.Move(registry.Root + ".moved", registry.Root);

        ready.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await ready.Content.ReadAsStringAsync(Cancellation)).ShouldNotContain(registry.Root);
        (await http.GetAsync("/readyz")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Each_request_is_a_line_of_the_access_log_without_a_secret()
    {
        var token = "";
        var registry = await TestRegistry.StartAsync(Cancellation, options => options with { AccessLogFile = _folder["access.log"] });
        try
        {
            token = registry.PushToken;
            using var http = new RegistryHttp(registry);
            await http.PushImageAsync("team/app", "1.0");
            await http.GetAsync($"/token?service=slipway-registry&scope=repository:team/app:pull&account={token}");
            using var nobody = RegistryHttp.Anonymous(registry);
            await nobody.SendAsync("POST", "/v2/team/app/blobs/uploads/");
        }
        finally
        {
            await registry.DisposeAsync();
        }

        var text = await File.ReadAllTextAsync(_folder["access.log"], Cancellation);
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement).ToList();
        text.ShouldNotContain(token);
        text.ShouldNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes($"tester:{token}")));
        var put = lines.Single(static line => line.GetProperty("method").GetString() == "PUT");
        put.GetProperty("path").GetString().ShouldBe("/v2/team/app/manifests/1.0");
        put.GetProperty("status").GetInt32().ShouldBe(201);
        put.GetProperty("by").GetString().ShouldBe("push-token");
        put.GetProperty("address").GetString().ShouldBe("127.0.0.1");
        lines[^1].GetProperty("status").GetInt32().ShouldBe(401);
        lines[^1].TryGetProperty("by", out _).ShouldBeFalse();
        File.GetUnixFileMode(_folder["access.log"]).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
    }

    [Fact(Timeout = 60_000)]
    public async Task An_access_log_that_is_moved_away_is_made_anew()
    {
        await using var registry = await TestRegistry.StartAsync(Cancellation, options => options with { AccessLogFile = _folder["access.log"] });
        using var http = new RegistryHttp(registry);
        await http.GetAsync("/v2/first/tags/list");
        while (new FileInfo(_folder["access.log"]).Length == 0)
            await Task.Delay(20, Cancellation);

        File.Move(_folder["access.log"], _folder["access.log.1"]);
        await http.GetAsync("/v2/second/tags/list");
        while (!File.Exists(_folder["access.log"]) || new FileInfo(_folder["access.log"]).Length == 0)
            await Task.Delay(20, Cancellation);

        (await File.ReadAllTextAsync(_folder["access.log.1"], Cancellation)).ShouldContain("/v2/first/");
        (await File.ReadAllTextAsync(_folder["access.log"], Cancellation)).ShouldContain("/v2/second/");
    }
}
