// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Containers.Tests;

public sealed class SupervisedHealthTests : IAsyncDisposable
{
    private const string Forever = "trap 'exit 0' TERM; while true; do sleep 0.05; done";

    private readonly SupervisorWorld _world = new();

    private static CancellationToken Cancellation => SupervisorWorld.Cancellation;

    [Fact]
    public async Task The_last_five_checks_are_kept_with_what_they_said_and_when()
    {
        await _world.StartAsync();
        var id = await _world.RunAsync(_world.Define("checked", Forever) with
        {
            HealthCheck = Every(["CMD-SHELL", "n=$(cat /n 2>/dev/null || echo 0); echo $((n+1)) > /n; echo check $n; test $n -lt 6"], retries: 1),
        });

        await SupervisorWorld.UntilAsync(() => _world.View(id).Vitals?.Health?.Status == HealthStatus.Unhealthy);

        var checks = _world.View(id).Vitals!.Checks;
        checks.Count.ShouldBe(5);
        checks[^1].Outcome.ExitCode.ShouldBe(1);
        checks[^1].Outcome.Output.ShouldStartWith("check ");
        checks.Select(static check => check.CheckedAt).ShouldBeInOrder();
        checks.ShouldAllBe(static check => check.EndedAt >= check.CheckedAt);
    }

    [Fact]
    public async Task A_new_agent_goes_on_with_what_the_last_one_knew_of_a_containers_health()
    {
        await _world.StartAsync();
        var id = await _world.RunAsync(_world.Define("checked", Forever) with { HealthCheck = Every(["CMD", "true"]) with { Interval = 200_000_000 } });
        await SupervisorWorld.UntilAsync(() => _world.View(id).Vitals?.Health?.Status == HealthStatus.Healthy);
        await _world.LetGoAsync();
        _world.Details.Clear();

        await _world.StartAsync();

        _world.View(id).Vitals!.Health!.Status.ShouldBe(HealthStatus.Healthy);
        var seen = _world.View(id).Vitals!.Checks.Count;
        await SupervisorWorld.UntilAsync(() => _world.View(id).Vitals!.Checks.Count > seen);
        _world.Details.ShouldNotContain(static text => text.StartsWith("health_status", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_is_asked_by_http_and_by_a_connection_from_outside_with_nothing_of_it_in_the_image()
    {
        await _world.StartAsync();
        var server = _world.Define("web", "mkdir /w; echo fine > /w/ok; httpd -f -p 8080 -h /w");
        var well = await _world.RunAsync(server with { HealthCheck = Every(new OutsideCheck(8080, "/ok").Test) });
        var lost = await _world.RunAsync(server with { Id = ContainerCatalog.NewId(), Name = "lost", HealthCheck = Every(new OutsideCheck(8080, "/none").Test, retries: 2) });
        var open = await _world.RunAsync(server with { Id = ContainerCatalog.NewId(), Name = "open", HealthCheck = Every(OutsideCheck.ParseTcp("8080").Test) });
        var closed = await _world.RunAsync(server with { Id = ContainerCatalog.NewId(), Name = "closed", HealthCheck = Every(OutsideCheck.ParseTcp("8081").Test, retries: 1) });

        await SupervisorWorld.UntilAsync(() => HealthOf(well) == HealthStatus.Healthy && HealthOf(open) == HealthStatus.Healthy);
        await SupervisorWorld.UntilAsync(() => HealthOf(lost) == HealthStatus.Unhealthy && HealthOf(closed) == HealthStatus.Unhealthy);

        _world.View(well).Vitals!.Health!.Outcome.ShouldBe(new(0, "HTTP 200 OK\nfine\n"));
        _world.View(lost).Vitals!.Health!.Outcome.Output.ShouldStartWith("HTTP 404 Not Found\n");
        _world.View(closed).Vitals!.Health!.Outcome.Output.ShouldContain("refused");
    }

    [Fact]
    public async Task A_server_that_takes_a_connection_and_never_answers_fails_by_time()
    {
        await _world.StartAsync();
        var id = await _world.RunAsync(_world.Define("mute", "nc -ll -p 8080 -e sleep 1000") with
        {
            HealthCheck = Every(["HTTP", ":8080/"], retries: 1) with { Timeout = 200_000_000 },
        });

        await SupervisorWorld.UntilAsync(() => HealthOf(id) == HealthStatus.Unhealthy);

        _world.View(id).Vitals!.Checks.ShouldContain(static check => check.Outcome == new ProbeOutcome(-1, "The check took longer than 0.2 s."));
    }

    [Fact]
    public async Task A_check_that_takes_too_long_leaves_no_process_behind()
    {
        await _world.StartAsync();
        var id = await _world.RunAsync(_world.Define("slow", Forever) with { HealthCheck = Every(["CMD-SHELL", "sleep 12345"], retries: 1) with { Timeout = 200_000_000 } });
        await SupervisorWorld.UntilAsync(() => HealthOf(id) == HealthStatus.Unhealthy);
        await _world.LetGoAsync();

        (await _world.ExecAsync(id, "ps | grep -c '[s]leep 12345'")).Output.Trim().ShouldBe("0");
        await _world.StartAsync();
    }

    [Theory]
    [InlineData(UnhealthyAction.Restart, "no", "running")]
    [InlineData(UnhealthyAction.Kill, "no", "exited")]
    [InlineData(UnhealthyAction.Kill, "on-failure", "running")]
    [InlineData(UnhealthyAction.Stop, "always", "exited")]
    public async Task One_that_becomes_unhealthy_is_ended_where_that_was_asked_for(UnhealthyAction action, string policy, string status)
    {
        await _world.StartAsync();
        // Well from its second run on.
        var id = await _world.RunAsync(_world.Define("moody", "echo run >> /runs; " + Forever) with
        {
            HealthCheck = Every(["CMD-SHELL", "test $(wc -l < /runs) -gt 1"], retries: 2), OnUnhealthy = action, Restart = RestartPolicy.Parse(policy),
        });

        await _world.UntilToldAsync("health_status moody: unhealthy");
        await _world.UntilToldAsync("die moody");
        if (status == "running")
            await _world.UntilToldAsync("health_status moody: healthy");

        await SupervisorWorld.UntilAsync(() => _world.View(id).Status == status);
        _world.Catalog.ReadFate(id).RestartCount.ShouldBe(status == "running" ? 1 : 0);
    }

    [Fact]
    public async Task One_that_is_unhealthy_stays_as_it_is_where_nothing_was_asked_for()
    {
        await _world.StartAsync();
        var id = await _world.RunAsync(_world.Define("ill", Forever) with { HealthCheck = Every(["CMD", "false"], retries: 1), Restart = RestartPolicy.Parse("always") });
        await SupervisorWorld.UntilAsync(() => _world.View(id).Vitals?.Health?.FailingStreak > 3);

        _world.View(id).IsRunning.ShouldBeTrue();
        _world.Events.ShouldNotContain("die ill");
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    private HealthStatus? HealthOf(string id) => _world.View(id).Vitals?.Health?.Status;

    private static HealthCheckConfig Every(IReadOnlyList<string> test, int retries = 1_000_000) => new() { Test = [.. test], Interval = 50_000_000, Retries = retries };
}
