// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Modules.Tests;

public sealed class LinkTests
{
    private static readonly ContainerConfig Gateway = ModuleWorld.Shell(
        "mkdir -p /tmp/www/cgi-bin; printf '#!/bin/sh\necho; wget -O - http://backend:8080/ 2>/dev/null || echo broken\n' >/tmp/www/cgi-bin/ask; chmod +x /tmp/www/cgi-bin/ask; exec httpd -f -p 9000 -h /tmp/www");

    [Fact]
    public async Task A_module_reaches_what_it_depends_on_by_name_and_nothing_else()
    {
        await using var world = await ModuleWorld.StartAsync();
        var port = await InstallBothAsync(world);

        (await AskAsync(port)).ShouldBe("hello");
        await world.ImageAsync("localhost/alone:1.0.0", ModuleWorld.Shell("wget -O - http://127.77.0.1:8080/ 2>&1; wget -O - http://backend:8080/ 2>&1; cat /etc/hosts; sleep 1000"));
        await world.InstallAsync(ModuleWorld.Request("alone", "localhost/alone:1.0.0"));
        var log = await world.LogAsync("alone");
        log.ShouldContain("refused");
        log.ShouldContain("bad address");
        log.ShouldNotContain("hello");
    }

    [Fact]
    public async Task A_link_leads_to_a_module_that_was_started_again()
    {
        await using var world = await ModuleWorld.StartAsync();
        var port = await InstallBothAsync(world);
        var before = await world.StatusAsync("backend");

        await KillAsync(world, "backend");

        await ModuleWorld.UntilAsync(async () => (await world.StatusAsync("backend")) is { Status: "running", RestartCount: 1 });
        (await world.StatusAsync("backend")).ContainerId.ShouldNotBe(before.ContainerId);
        await ModuleWorld.UntilAsync(async () => await AskAsync(port) == "hello");
    }

    [Fact]
    public async Task A_module_that_others_need_cannot_be_uninstalled_before_them()
    {
        await using var world = await ModuleWorld.StartAsync();
        var port = await InstallBothAsync(world);

        var refusal = await ModuleWorld.RefusedAsync(world.UninstallAsync("backend"));

        refusal.Code.ShouldBe("has_dependents");
        refusal.Message.ShouldContain("'gateway'");
        (await AskAsync(port)).ShouldBe("hello");
        await world.UninstallAsync("gateway");
        await world.UninstallAsync("backend");
        world.Leftovers().ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_module_depends_on_must_be_installed_before()
    {
        await using var world = await ModuleWorld.StartAsync();
        await world.ImageAsync("localhost/app:1.0.0");

        var refusal = await ModuleWorld.RefusedAsync(world.InstallAsync(ModuleWorld.Request("needy") with { DependsOn = ["backend"] }));

        refusal.Code.ShouldBe("dependency_missing");
        refusal.Message.ShouldContain("'backend'");
    }

    [Fact]
    public async Task Modules_cannot_come_to_need_each_other()
    {
        await using var world = await ModuleWorld.StartAsync();
        await InstallBothAsync(world);

        (await ModuleWorld.RefusedAsync(world.ReplaceAsync(ModuleWorld.Request("backend") with { DependsOn = ["gateway"] }))).Code.ShouldBe("dependency_cycle");
    }

    private static async Task<int> InstallBothAsync(ModuleWorld world)
    {
        await world.ImageAsync("localhost/app:1.0.0");
        await world.ImageAsync("localhost/gateway:1.0.0", Gateway);
        var port = BusyboxImage.FreePort();
        await world.InstallAsync(ModuleWorld.Request("backend"));
        await world.InstallAsync(ModuleWorld.Request("gateway", "localhost/gateway:1.0.0", $"{port}:9000") with { DependsOn = ["backend"] });
        return port;
    }

    private static async Task<string> AskAsync(int port)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        return (await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/cgi-bin/ask"), ModuleWorld.Cancellation)).Trim();
    }

    private static async Task KillAsync(ModuleWorld world, string name)
    {
        var runner = await Containers.ContainerRunner.OpenAsync(world.Home, TimeProvider.System, ModuleWorld.Cancellation);
        runner.Find((await world.StatusAsync(name)).ContainerId!)!.Kill(Native.Signal.Kill);
    }
}
