// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Containers.Tests;

public sealed class RestartTests : IAsyncDisposable
{
    private const string Forever = "trap 'exit 0' TERM; echo ready; while true; do sleep 0.05; done";

    private readonly SupervisorWorld _world = new();

    private static CancellationToken Cancellation => SupervisorWorld.Cancellation;

    [Fact]
    public async Task One_that_ends_again_and_again_is_told_to_be_in_a_crash_loop_and_an_agents_restart_forgets_nothing_of_it()
    {
        _world.RestartsAs = new() { FirstDelay = TimeSpan.FromMilliseconds(10), LongestDelay = TimeSpan.FromMinutes(10) };
        await _world.StartAsync();
        var id = await _world.RunAsync(_world.Define("loop", "exit 1") with { Restart = RestartPolicy.Parse("always") });
        await _world.UntilToldAsync("warning loop: It ends again and again (a crash loop: 5 times lately)");
        await SupervisorWorld.UntilAsync(() => _world.View(id) is { Status: "restarting", Fate.RestartCount: >= 6 });
        await _world.LetGoAsync();
        var before = _world.Catalog.ReadFate(id);

        await _world.StartAsync();
        await SupervisorWorld.UntilAsync(() => _world.Catalog.ReadFate(id).RestartCount > before.RestartCount && _world.View(id).Status == "restarting");

        var after = _world.Catalog.ReadFate(id);
        after.Restarts.IsCrashLoop.ShouldBeTrue();
        after.Restarts.Streak.ShouldBeGreaterThan(before.Restarts.Streak);
        await _world.Supervisor.StopAsync(id, null, Cancellation);
        _world.View(id).Status.ShouldBe("exited");
    }

    [Fact]
    public async Task A_number_of_restarts_is_of_all_since_it_was_started_by_hand_whichever_agent_made_them()
    {
        _world.RestartsAs = new() { FirstDelay = TimeSpan.FromMilliseconds(10), ResetAfter = TimeSpan.FromMilliseconds(1) };
        await _world.StartAsync();
        var id = await _world.RunAsync(_world.Define("thrice", "echo run >> /runs; sleep 0.1; exit 5") with { Restart = RestartPolicy.Parse("on-failure:3") });
        await SupervisorWorld.UntilAsync(() => _world.Catalog.ReadFate(id).RestartCount == 1);
        await _world.LetGoAsync();

        await _world.StartAsync();
        var runs = Path.Combine(_world.Catalog.Of(id).Upper, "runs");
        await SupervisorWorld.UntilAsync(() => _world.View(id) is { Status: "exited", Fate: { RestartCount: 3 } fate } && fate.Exit?.EndedAt > fate.StartedAt);
        // Long enough for another start, were there to be one.
        await Task.Delay(300, Cancellation);

        File.ReadAllLines(runs).Length.ShouldBe(4);
        await _world.Supervisor.StartAsync(id, Cancellation);
        _world.Catalog.ReadFate(id).RestartCount.ShouldBeLessThan(3);
    }

    [Fact]
    public async Task After_a_reboot_those_that_are_to_run_are_started_each_when_what_it_has_links_to_is_healthy()
    {
        await _world.StartAsync();
        var check = new HealthCheckConfig { Test = ["CMD-SHELL", "test -e /tmp/ready"], Interval = 50_000_000, Retries = 1_000_000 };
        var database = await _world.RunAsync(_world.Define("database", "rm -f /tmp/ready; echo up; sleep 0.7; mkdir -p /tmp; touch /tmp/ready; " + Forever) with
        {
            Restart = RestartPolicy.Parse("unless-stopped"), HealthCheck = check, ExposedPorts = ["80/tcp"],
        });
        // Made before what it has a link to, were the order that of making.
        var user = await _world.RunAsync(_world.Define("user", Forever) with
        {
            CreatedAt = DateTimeOffset.UnixEpoch, Restart = RestartPolicy.Parse("on-failure"), Links = [new(database, "db", "database")],
        });
        var content = await _world.RunAsync(_world.Define("content", Forever));
        var stopped = await _world.RunAsync(_world.Define("stopped", Forever) with { Restart = RestartPolicy.Parse("unless-stopped") });
        await _world.Supervisor.StopAsync(stopped, TimeSpan.Zero, Cancellation);
        await _world.RebootAsync();
        _world.Details.Clear();

        await _world.StartAsync();
        await _world.UntilToldAsync("start user");

        string[] told;
        lock (_world.Events)
            told = [.. _world.Details.Where(static text => !text.StartsWith("warning", StringComparison.Ordinal))];
        told.ShouldBe(["start database: ", "health_status database: healthy", "start user: "]);
        _world.View(user).IsRunning.ShouldBeTrue();
        _world.View(content).ShouldSatisfyAllConditions(
            view => view.Status.ShouldBe("exited"),
            view => view.Fate.Exit!.ExitCode.ShouldBeNull());
        _world.View(stopped).Status.ShouldBe("exited");
        (await _world.RemoveAllAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_child_that_the_kernel_killed_for_memory_is_told_though_the_first_process_ended_well()
    {
        await _world.StartAsync();
        var id = await _world.RunAsync(_world.Define("hungry", "(tail /dev/zero); echo went on") with { Resources = new() { MemoryBytes = 16 * 1024 * 1024 } });

        var exit = await _world.Supervisor.WaitAsync(id, Cancellation);

        exit!.ShouldSatisfyAllConditions(
            ended => ended.ExitCode.ShouldBe(0),
            ended => ended.IsOutOfMemory.ShouldBeTrue());
        (await _world.ReadLogAsync(id)).ShouldContain("went on");
        await _world.UntilToldAsync("die hungry: out of memory");
    }

    [Fact]
    public async Task One_that_only_used_much_is_not_said_to_have_run_out()
    {
        await _world.StartAsync();
        var id = await _world.RunAsync(_world.Define("modest", "head -c 4000000 /dev/zero | tail -c 1 >/dev/null; exit 137") with { Resources = new() { MemoryBytes = 64 * 1024 * 1024 } });

        (await _world.Supervisor.WaitAsync(id, Cancellation))!.IsOutOfMemory.ShouldBeFalse();
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();
}
