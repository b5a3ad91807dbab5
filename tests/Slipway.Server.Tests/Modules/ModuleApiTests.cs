// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Slipway.Modules;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Server.Tests;

public sealed class ModuleApiTests
{
    private const string Base = "/api/v1/modules";

    [Fact]
    public async Task A_module_is_installed_answers_is_listed_logged_audited_and_uninstalled_over_http()
    {
        await using var world = await ServerWorld.StartAsync();
        await BusyboxImage.CreateAsync(world.Store, "localhost/app:1.0.0", null, "hello", ServerWorld.Cancellation);
        var port = BusyboxImage.FreePort();

        var (status, installed, _, _) = await world.AskAsync("POST", Base + "/install", world.Admin, ServerWorld.Request("web", $"{port}:8080"));

        status.ShouldBe(HttpStatusCode.Accepted);
        ((string?)installed["module_name"], (string?)installed["status"]).ShouldBe(("web", "running"));
        (await world.GetAsync(port)).ShouldBe("hello");
        var list = (await world.AskAsync("GET", Base + "/installed", world.Viewer)).Body;
        ((string?)list["data"]![0]!["module_name"], (int?)list["meta"]!["total"], (int?)list["meta"]!["per_page"], (int?)list["meta"]!["total_pages"]).ShouldBe(("web", 1, 20, 1));
        var report = (await world.AskAsync("GET", Base + "/web/status", world.Viewer)).Body.AsObject();
        foreach (var field in (string[])["module_name", "display_name", "description", "docker_image", "version", "status", "health", "container_id", "container_name", "ports",
            "route_prefix", "cpu_limit", "memory_limit", "installed_by_email", "installed_at", "updated_at", "error_message", "uptime_seconds", "restart_count", "cpu_usage_percent",
            "memory_usage_mb", "memory_limit_mb", "network_rx_bytes", "network_tx_bytes", "container_state", "started_at", "finished_at", "exit_code", "error_count", "last_error_at"])
            report.ContainsKey(field).ShouldBeTrue(field);
        (await world.AskAsync("GET", Base + "/web/logs?tail=5", world.Admin)).Status.ShouldBe(HttpStatusCode.OK);
        var (removed, answer, _, _) = await world.AskAsync("DELETE", Base + "/web", world.Admin);
        removed.ShouldBe(HttpStatusCode.OK);
        ((string?)answer["module_name"]).ShouldBe("web");
        (await world.AskAsync("GET", Base + "/web/status", world.Viewer)).Status.ShouldBe(HttpStatusCode.NotFound);
        var audit = (await world.AskAsync("GET", Base + "/audit-log?module_name=web", world.Admin)).Body["data"]!.AsArray();
        audit.Select(static entry => ((string?)entry!["operation"], (string?)entry["status"], (string?)entry["user_email"], (string?)entry["ip_address"])).ShouldBe(
            [("uninstall", "success", "ops@example.com", "127.0.0.1"), ("install", "success", "ops@example.com", "127.0.0.1")]);
    }

    public static TheoryData<string, string, AccessRole?> Endpoints => new()
    {
        { "GET", "/installed", AccessRole.Viewer },
        { "GET", "/absent/status", AccessRole.Viewer },
        { "GET", "/absent/logs", AccessRole.SuperAdmin },
        { "GET", "/audit-log", AccessRole.SuperAdmin },
        { "POST", "/install", AccessRole.SuperAdmin },
        { "PUT", "/absent", AccessRole.SuperAdmin },
        { "DELETE", "/absent", AccessRole.SuperAdmin },
        { "GET", "/health", null },
    };

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task Each_endpoint_lets_in_its_role_and_those_above_and_nobody_else(string method, string path, AccessRole? role)
    {
        await using var world = await ServerWorld.StartAsync();
        var body = method is "POST" or "PUT" ? "{}" : null;

        var nobody = await world.AskAsync(method, Base + path, null, body);
        var forged = await world.AskAsync(method, Base + path, world.Admin[..^2] + "xx", body);
        var viewer = await world.AskAsync(method, Base + path, world.Viewer, body);
        var admin = await world.AskAsync(method, Base + path, world.Admin, body);

        HttpStatusCode[] inside = [HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.UnprocessableEntity];
        if (role is null)
        {
            nobody.Status.ShouldBe(HttpStatusCode.OK);
            return;
        }
        nobody.Status.ShouldBe(HttpStatusCode.Unauthorized);
        nobody.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer realm=\"slipway\"");
        forged.Status.ShouldBe(HttpStatusCode.Unauthorized);
        forged.Headers.WwwAuthenticate.ToString().ShouldContain("invalid_token");
        if (role == AccessRole.Viewer)
            inside.ShouldContain(viewer.Status);
        else
            viewer.Status.ShouldBe(HttpStatusCode.Forbidden);
        inside.ShouldContain(admin.Status);
    }

    [Fact]
    public async Task A_malformed_request_is_answered_with_every_problem_in_fastapis_form_and_audited()
    {
        await using var world = await ServerWorld.StartAsync();

        var (status, body, _, mediaType) = await world.AskAsync(
            "POST", Base + "/install", world.Admin, ServerWorld.Request("web", "99999:1").Replace("1.0.0\",\"license", "one\",\"license", StringComparison.Ordinal));

        status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        mediaType.ShouldBe("application/problem+json");
        ((string?)body["code"], (string?)body["field"]).ShouldBe(("invalid", "version"));
        body["detail"]!.AsArray().Select(static problem => problem!["loc"]!.ToJsonString()).ShouldBe(["[\"body\",\"version\"]", "[\"body\",\"ports\",0]"]);
        body["detail"]![0]!["type"]!.ToString().ShouldBe("value_error");
        (await world.AskAsync("GET", Base + "/audit-log", world.Admin)).Body["data"]![0]!["metadata"]!["code"]!.ToString().ShouldBe("invalid");
    }

    [Fact]
    public async Task Unknown_fields_are_refused_by_name()
    {
        await using var world = await ServerWorld.StartAsync();

        var (status, body, _, _) = await world.AskAsync("POST", Base + "/install", world.Admin, ServerWorld.Request("web")[..^1] + ",\"privileged\":true}");

        status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        body["detail"]!.AsArray().ShouldHaveSingleItem()!["type"]!.ToString().ShouldBe("extra_forbidden");
    }

    [Fact]
    public async Task A_refusal_of_the_gate_has_a_code_a_field_a_hint_and_a_detail()
    {
        await using var world = await ServerWorld.StartAsync();

        var (status, body, _, _) = await world.AskAsync(
            "POST", Base + "/install", world.Admin, ServerWorld.Request("web").Replace("localhost/app", "evil.example/app", StringComparison.Ordinal));

        status.ShouldBe(HttpStatusCode.BadRequest);
        ((string?)body["code"], (string?)body["field"]).ShouldBe(("registry_not_trusted", "docker_image"));
        ((string?)body["hint"]).ShouldNotBeNull().ShouldContain("ghcr.io");
        ((string?)body["detail"]).ShouldNotBeNull().ShouldContain("evil.example");
    }

    [Theory]
    [InlineData("/installed?page=0")]
    [InlineData("/installed?per_page=101")]
    [InlineData("/installed?page=x")]
    [InlineData("/audit-log?per_page=0")]
    public async Task A_bad_page_is_refused(string path)
    {
        await using var world = await ServerWorld.StartAsync();

        var (status, body, _, _) = await world.AskAsync("GET", Base + path, world.Admin);

        status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        body["detail"]![0]!["loc"]![0]!.ToString().ShouldBe("query");
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        await using var world = await ServerWorld.StartAsync();

        (await world.AskAsync("POST", Base + "/install", world.Admin, new string(' ', (1 << 20) + 1))).Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Who_is_refused_at_the_door_of_a_change_is_in_the_audit_log()
    {
        await using var world = await ServerWorld.StartAsync();

        await world.AskAsync("DELETE", Base + "/web", world.Viewer);
        await world.AskAsync("DELETE", Base + "/web", null);

        var entries = (await world.AskAsync("GET", Base + "/audit-log", world.Admin)).Body["data"]!.AsArray();
        entries.Select(static entry => ((string?)entry!["user_role"], (string?)entry["metadata"]!["code"])).ShouldBe([(null, "not_authenticated"), ("viewer", "role_too_low")]);
    }

    [Fact]
    public async Task Health_is_measured_and_needs_no_token()
    {
        await using var world = await ServerWorld.StartAsync();

        var (status, body, _, _) = await world.AskAsync("GET", Base + "/health", null);

        status.ShouldBe(HttpStatusCode.OK);
        ((string?)body["components"]!["agent"], (string?)body["components"]!["registry"]).ShouldBe(("healthy", "healthy"));
        using var agent = new AgentClient(world.Home);
        await agent.StopAsync(ServerWorld.Cancellation);
        while (await agent.TryGetHealthAsync(ServerWorld.Cancellation) is not null)
            await Task.Delay(20, ServerWorld.Cancellation);
        (status, body, _, _) = await world.AskAsync("GET", Base + "/health", null);
        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        ((string?)body["components"]!["agent"]).ShouldNotBeNull().ShouldContain("does not answer");
        (await world.AskAsync("GET", Base + "/installed", world.Viewer)).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task A_running_server_is_found_by_its_record_and_there_is_one_for_each_home()
    {
        await using var world = await ServerWorld.StartAsync();

        ServerRecord.Find(world.Home).ShouldNotBeNull().Api.ShouldBe(world.Server.Api);
        (await Should.ThrowAsync<IOException>(SlipwayServer.StartAsync(world.Options, ServerWorld.Cancellation))).Message.ShouldContain(world.Server.Api.ToString());
        await world.Server.DisposeAsync();
        ServerRecord.Find(world.Home).ShouldBeNull();
    }

    [Fact]
    public async Task The_client_installs_from_the_servers_own_registry_replaces_reads_and_uninstalls()
    {
        await using var world = await ServerWorld.StartAsync();
        var name = ImageReference.Parse($"{world.Server.Registry.Host}/team/app:1.0.0");
        var image = await BusyboxImage.CreateAsync(world.Store, "localhost/app:1.0.0", null, "hello", ServerWorld.Cancellation);
        using var http = new Distribution.GuardedHttp();
        using var folder = new TempFolder();
        var credentials = new Distribution.CredentialStore(folder["auth.json"]);
        await credentials.SaveAsync(name.Registry, Distribution.RegistryCredential.FromPassword("any", world.Server.Registry.PushToken!), ServerWorld.Cancellation);
        await new Distribution.ImageTransfer(http, credentials).PushAsync(world.Store, image, name, null, ServerWorld.Cancellation);
        using var client = new ModulesClient(world.Server.Api, world.Admin);
        var request = new ModuleRequest
        {
            ModuleName = "web", DisplayName = "Web", DockerImage = name.WithDigest(image.Digest).ToString(), Version = "1.0.0", LicenseKey = "TEST-LICENSE-KEY-123",
            Ports = [$"{BusyboxImage.FreePort()}:8080"],
        };

        (await client.ReplaceAsync(request, ServerWorld.Cancellation)).Outcome.ShouldBe(ModuleOutcome.Installed);
        (await client.ReplaceAsync(request, ServerWorld.Cancellation)).Outcome.ShouldBe(ModuleOutcome.Unchanged);
        (await client.ListAsync(ServerWorld.Cancellation)).ShouldHaveSingleItem().ImageDigest.ShouldBe(image.Digest.ToString());
        (await client.GetStatusAsync("web", ServerWorld.Cancellation)).Status.ShouldBe("running");
        (await Should.ThrowAsync<ModuleException>(client.InstallAsync(request, ServerWorld.Cancellation))).Code.ShouldBe("already_installed");
        var malformed = await Should.ThrowAsync<ModuleException>(client.InstallAsync(request with { Version = "x", Ports = ["1"] }, ServerWorld.Cancellation));
        malformed.Problems.Select(static problem => problem.Field).ShouldBe(["version", "ports[0]"]);
        (await client.ReadAuditAsync(new() { Operation = "replace" }, ServerWorld.Cancellation)).Data.Count.ShouldBe(2);
        await client.UninstallAsync("web", ServerWorld.Cancellation);
        (await Should.ThrowAsync<ModuleException>(client.UninstallAsync("web", ServerWorld.Cancellation))).Code.ShouldBe("not_installed");
    }

    [Fact]
    public async Task A_server_does_not_listen_beyond_this_machine_unless_told_to() =>
        await Should.ThrowAsync<ArgumentException>(SlipwayServer.StartAsync(
            new() { Home = new("/nonexistent"), ApiListen = new(IPAddress.Any, 0) }, ServerWorld.Cancellation));
}
