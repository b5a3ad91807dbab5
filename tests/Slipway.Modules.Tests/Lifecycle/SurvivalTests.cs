// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;
using Slipway.Native;
using Slipway.TestKit;

namespace Slipway.Modules.Tests;

public sealed class SurvivalTests
{
    [Fact]
    public async Task Modules_outlive_their_agent_and_the_next_one_takes_them_up()
    {
        await using var world = await ModuleWorld.StartAsync();
        await world.ImageAsync("localhost/app:1.0.0", ModuleWorld.Shell("i=0; (while :; do i=$((i+1)); echo tick $i; sleep 0.1; done) & exec httpd -f -p 8080 -h /www"));
        var port = BusyboxImage.FreePort();
        await world.InstallAsync(ModuleWorld.Request("web", ports: $"{port}:8080") with { HealthCheck = new() { Test = "true", Interval = "100ms" } });
        var before = await world.StatusAsync("web");

        await world.StopAgentAsync();
        var runner = await ContainerRunner.OpenAsync(world.Home, TimeProvider.System, ModuleWorld.Cancellation);
        runner.Find(before.ContainerId!)!.GetState().Status.ShouldBe(ContainerStatus.Running);
        await world.StartAgentAsync();

        (await world.GetAsync(port)).ShouldBe("hello");
        var after = await world.StatusAsync("web");
        (after.ContainerId, after.StartedAt, after.RestartCount).ShouldBe((before.ContainerId, before.StartedAt, 0));
        await ModuleWorld.UntilAsync(async () => (await world.StatusAsync("web")).Health == "healthy");
        var ticks = (await world.LogAsync("web")).Split('\n').Length;
        await ModuleWorld.UntilAsync(async () => (await world.LogAsync("web")).Split('\n').Length > ticks);
        await world.UninstallAsync("web");
        world.Leftovers().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_module_that_died_while_there_was_no_agent_is_started_again()
    {
        await using var world = await ModuleWorld.StartAsync();
        await world.ImageAsync("localhost/app:1.0.0");
        var port = BusyboxImage.FreePort();
        await world.InstallAsync(ModuleWorld.Request("web", ports: $"{port}:8080"));
        var before = await world.StatusAsync("web");
        await world.StopAgentAsync();
        var runner = await ContainerRunner.OpenAsync(world.Home, TimeProvider.System, ModuleWorld.Cancellation);
        await runner.Find(before.ContainerId!)!.StopAsync(TimeSpan.Zero, ModuleWorld.Cancellation);

        await world.StartAgentAsync();

        (await world.EventuallyGetAsync(port)).ShouldBe("hello");
        (await world.StatusAsync("web")).ContainerId.ShouldNotBe(before.ContainerId);
    }

    [Fact]
    public async Task A_module_whose_program_ends_is_started_again_and_counted()
    {
        await using var world = await ModuleWorld.StartAsync();
        await world.ImageAsync("localhost/app:1.0.0");
        var port = BusyboxImage.FreePort();
        await world.InstallAsync(ModuleWorld.Request("web", ports: $"{port}:8080"));
        var runner = await ContainerRunner.OpenAsync(world.Home, TimeProvider.System, ModuleWorld.Cancellation);

        runner.Find((await world.StatusAsync("web")).ContainerId!)!.Kill(Signal.Kill);

        await ModuleWorld.UntilAsync(async () => (await world.StatusAsync("web")) is { Status: "running", RestartCount: 1 });
        (await world.EventuallyGetAsync(port)).ShouldBe("hello");
        var status = await world.StatusAsync("web");
        (status.ErrorCount, status.LastErrorAt).ShouldSatisfyAllConditions(() => status.ErrorCount.ShouldBe(1), () => status.LastErrorAt.ShouldNotBeNull());
    }

    [Fact]
    public async Task A_module_that_ends_again_and_again_is_said_to_be_in_a_crash_loop()
    {
        await using var world = await ModuleWorld.StartAsync();
        await world.ImageAsync("localhost/app:1.0.0", ModuleWorld.Shell("sleep 0.6; exit 9"));
        await world.InstallAsync(ModuleWorld.Request("fragile"));

        await ModuleWorld.UntilAsync(async () => (await world.StatusAsync("fragile")).ErrorMessage?.Contains("crash loop", StringComparison.Ordinal) ?? false);

        (await world.StatusAsync("fragile")).ErrorMessage.ShouldNotBeNull().ShouldContain("exit code 9");
        await world.UninstallAsync("fragile");
        world.Leftovers().ShouldBeEmpty();
    }

    [Fact]
    public async Task An_installation_that_a_crash_cut_off_is_undone()
    {
        await using var world = await ModuleWorld.StartAsync();
        await world.ImageAsync("localhost/app:1.0.0");
        await world.InstallAsync(ModuleWorld.Request("web"));
        var container = (await world.StatusAsync("web")).ContainerId!;
        await world.StopAgentAsync();
        // As it is when the agent dies after it started the container: the operation's record, and no module's.
        var records = new ModuleRecords(world.Home.Modules);
        records.WriteOperation(Operation(ModuleOperationKind.Install, records.Read("web")!, container));
        File.Delete(Path.Combine(world.Home.Modules, "web", "module.json"));

        await world.StartAgentAsync();

        world.Leftovers().ShouldBeEmpty();
        (await world.Client.ListAsync(ModuleWorld.Cancellation)).ShouldBeEmpty();
        (await new AuditLog(world.Home.Modules).ReadAsync(new(), ModuleWorld.Cancellation)).Data[0].Metadata["recovery"].ShouldBe("undone");
    }

    [Fact]
    public async Task An_uninstallation_that_a_crash_cut_off_is_finished()
    {
        await using var world = await ModuleWorld.StartAsync();
        await world.ImageAsync("localhost/app:1.0.0");
        await world.InstallAsync(ModuleWorld.Request("web"));
        await world.StopAgentAsync();
        var records = new ModuleRecords(world.Home.Modules);
        var record = records.Read("web")!;
        records.WriteOperation(Operation(ModuleOperationKind.Uninstall, record, record.ContainerId));

        await world.StartAgentAsync();

        world.Leftovers().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_replacement_that_a_crash_cut_off_leaves_the_old_one_running_and_nothing_of_the_new_one()
    {
        await using var world = await ModuleWorld.StartAsync();
        await world.ImageAsync("localhost/app:1.0.0");
        var port = BusyboxImage.FreePort();
        await world.InstallAsync(ModuleWorld.Request("web", ports: $"{port}:8080"));
        await world.InstallAsync(ModuleWorld.Request("half"));
        var before = (await world.StatusAsync("web")).ContainerId!;
        var half = (await world.StatusAsync("half")).ContainerId!;
        await world.StopAgentAsync();
        // The other module's container stands for the new one's, which no record names.
        var records = new ModuleRecords(world.Home.Modules);
        records.Delete("half");
        records.WriteOperation(Operation(ModuleOperationKind.Replace, records.Read("web")!, half));

        await world.StartAgentAsync();

        (await world.StatusAsync("web")).ContainerId.ShouldBe(before);
        (await world.GetAsync(port)).ShouldBe("hello");
        var runner = await ContainerRunner.OpenAsync(world.Home, TimeProvider.System, ModuleWorld.Cancellation);
        runner.List().ShouldHaveSingleItem().Id.ShouldBe(before);
    }

    [Fact]
    public async Task There_is_one_agent_for_each_home()
    {
        await using var world = await ModuleWorld.StartAsync();

        (await Should.ThrowAsync<IOException>(AgentHost.StartAsync(world.Options, ModuleWorld.Cancellation))).Message.ShouldContain("runs already");
    }

    [Fact]
    public async Task The_agents_socket_is_for_its_owner_alone()
    {
        await using var world = await ModuleWorld.StartAsync();

        File.GetUnixFileMode(world.Options.SocketPath).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task An_agent_that_stops_undoes_what_it_was_installing()
    {
        await using var world = await ModuleWorld.StartAsync(static options => options with { SettleTime = TimeSpan.FromMinutes(5) });
        await world.ImageAsync("localhost/app:1.0.0");
        var install = world.InstallAsync(ModuleWorld.Request("slow-one"));
        await ModuleWorld.UntilAsync(async () => (await world.Client.ListAsync(ModuleWorld.Cancellation)) is [{ Status: "installing" }]);

        await world.StopAgentAsync();

        (await ModuleWorld.RefusedAsync(install)).IsTransient.ShouldBeTrue();
        world.Leftovers().ShouldBeEmpty();
    }

    [Fact]
    public void Restarts_wait_twice_as_long_each_time_up_to_a_minute_and_begin_again_after_ten_seconds_of_running()
    {
        var backoff = new RestartBackoff(RestartOptions.Default);
        var now = new FakeTime().Now;

        var delays = Enumerable.Range(0, 12).Select(number => backoff.Ended(now.AddMinutes(number), TimeSpan.Zero).TotalSeconds).ToList();

        delays.ShouldBe([0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 51.2, 60, 60], tolerance: 0.001);
        backoff.IsCrashLoop.ShouldBeTrue();
        backoff.Ended(now.AddHours(2), TimeSpan.FromSeconds(10)).TotalSeconds.ShouldBe(0.1);
        backoff.IsCrashLoop.ShouldBeFalse();
    }

    private static ModuleOperation Operation(ModuleOperationKind kind, ModuleRecord record, string container) => new()
    {
        Kind = kind, StartedAt = record.InstalledAt, Actor = ModuleWorld.Actor, Spec = record.Spec, ContainerId = container,
    };
}
