// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Containers.Tests;

public sealed class HealthProbeTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_success_makes_it_healthy_and_enough_failures_in_a_row_unhealthy()
    {
        var reports = await RunAsync(HealthProbeOptions.Default with { Retries = 3 }, "+--+---+");

        reports.Select(report => report.Status).ShouldBe(
        [
            HealthStatus.Healthy, HealthStatus.Healthy, HealthStatus.Healthy, HealthStatus.Healthy,
            HealthStatus.Healthy, HealthStatus.Healthy, HealthStatus.Unhealthy, HealthStatus.Healthy,
        ]);
        reports.Select(report => report.FailingStreak).ShouldBe([0, 1, 2, 0, 1, 2, 3, 0]);
    }

    [Fact]
    public async Task Failures_in_the_start_period_do_not_count_until_a_check_succeeds()
    {
        var options = new HealthProbeOptions { StartPeriod = TimeSpan.FromSeconds(26), StartInterval = TimeSpan.FromSeconds(5), Retries = 2 };

        // At 5, 10, 15, 20, 25 s, then 30 s, which is past the period, and then every 30 s.
        (await RunAsync(options, "-------")).Select(report => (report.Status, report.FailingStreak)).ShouldBe(
        [
            (HealthStatus.Starting, 0), (HealthStatus.Starting, 0), (HealthStatus.Starting, 0), (HealthStatus.Starting, 0), (HealthStatus.Starting, 0),
            (HealthStatus.Starting, 1), (HealthStatus.Unhealthy, 2),
        ]);
        (await RunAsync(options, "-+--")).Select(report => report.Status).ShouldBe(
            [HealthStatus.Starting, HealthStatus.Healthy, HealthStatus.Healthy, HealthStatus.Unhealthy]);
    }

    [Fact]
    public async Task Checks_come_in_dockers_intervals()
    {
        var time = new QuickTime();
        var options = new HealthProbeOptions { StartPeriod = TimeSpan.FromSeconds(12), StartInterval = TimeSpan.FromSeconds(5), Interval = TimeSpan.FromSeconds(30) };

        var reports = await RunAsync(options, "----", time);

        reports.Select(report => (report.CheckedAt - QuickTime.Start).TotalSeconds).ShouldBe([5, 10, 15, 45]);
    }

    [Fact]
    public async Task A_check_that_takes_too_long_has_failed()
    {
        var options = new HealthProbeOptions { Interval = TimeSpan.FromSeconds(1), Timeout = TimeSpan.FromSeconds(2), Retries = 1 };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        HealthReport? last = null;
        var probe = new HealthProbe(options, async token => { await Task.Delay(Timeout.Infinite, token); return new(0, ""); }, new QuickTime());

        await Should.ThrowAsync<OperationCanceledException>(probe.RunAsync(report => { last = report; stop.Cancel(); }, stop.Token));

        last!.ShouldSatisfyAllConditions(
            report => report.Status.ShouldBe(HealthStatus.Unhealthy),
            report => report.Outcome.ShouldBe(new(-1, "The check took longer than 2 s.")));
    }

    [Fact]
    public void An_images_zeros_are_dockers_defaults()
    {
        var options = HealthProbeOptions.From(new() { Test = ["CMD", "x"], Interval = 10_000_000_000, Timeout = 0, Retries = 0 });

        options.ShouldBe(HealthProbeOptions.Default with { Interval = TimeSpan.FromSeconds(10) });
    }

    [Fact]
    public void The_command_is_as_the_image_says()
    {
        HealthProbe.ReadCommand(null, null).ShouldBeNull();
        HealthProbe.ReadCommand(new() { Test = ["NONE"] }, null).ShouldBeNull();
        HealthProbe.ReadCommand(new() { Test = [] }, null).ShouldBeNull();
        HealthProbe.ReadCommand(new() { Test = ["CMD", "curl", "-f", "x"] }, null).ShouldBe(["curl", "-f", "x"]);
        HealthProbe.ReadCommand(new() { Test = ["CMD-SHELL", "a && b"] }, null).ShouldBe(["/bin/sh", "-c", "a && b"]);
        HealthProbe.ReadCommand(new() { Test = ["CMD-SHELL", "a"] }, ["/bin/bash", "-ec"]).ShouldBe(["/bin/bash", "-ec", "a"]);
        Should.Throw<ArgumentException>(() => HealthProbe.ReadCommand(new() { Test = ["SHELL", "a"] }, null));
        Should.Throw<ArgumentException>(() => HealthProbe.ReadCommand(new() { Test = ["CMD"] }, null));
    }

    [Fact]
    public async Task The_check_of_an_image_runs_in_the_container()
    {
        using var world = new ContainerWorld();
        var runner = await world.OpenAsync();
        var container = await runner.CreateAsync(world.Shell("sleep 0.2; touch /ready; sleep 1000"), world.Root, Cancellation);
        await container.StartAsync(Cancellation);
        var config = new HealthCheckConfig { Test = ["CMD-SHELL", "echo checked; test -e /ready"], Interval = 50_000_000, Retries = 1_000_000 };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        HealthReport? last = null;

        var run = HealthProbe.Of(config, null, container, TimeProvider.System)!.RunAsync(
            report =>
            {
                last = report;
                if (report.Status == HealthStatus.Healthy)
                    stop.Cancel();
            },
            stop.Token);

        await Should.ThrowAsync<OperationCanceledException>(run);
        last!.Outcome.ShouldBe(new(0, "checked\n"));
        await container.DeleteAsync(Cancellation);
    }

    private static async Task<List<HealthReport>> RunAsync(HealthProbeOptions options, string outcomes, QuickTime? time = null)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var reports = new List<HealthReport>();
        var next = 0;
        var probe = new HealthProbe(options, _ => Task.FromResult(new ProbeOutcome(outcomes[next++] == '+' ? 0 : 1, "")), time ?? new QuickTime());
        await Should.ThrowAsync<OperationCanceledException>(probe.RunAsync(
            report =>
            {
                reports.Add(report);
                if (reports.Count == outcomes.Length)
                    stop.Cancel();
            },
            stop.Token));
        return reports;
    }

    /// <summary>A clock that goes on by itself to whatever is waited for.</summary>
    private sealed class QuickTime : TimeProvider
    {
        internal static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        private DateTimeOffset _now = Start;

        public override DateTimeOffset GetUtcNow() => _now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new QuickTimer(this, callback, state, dueTime);

        private sealed class QuickTimer : ITimer
        {
            private readonly Timer _timer;

            internal QuickTimer(QuickTime time, TimerCallback callback, object? state, TimeSpan dueTime) => _timer = new(
                _ =>
                {
                    if (!IsDisposed)
                    {
                        time._now += dueTime;
                        callback(state);
                    }
                },
                null, dueTime == Timeout.InfiniteTimeSpan ? dueTime : TimeSpan.FromMilliseconds(dueTime.TotalSeconds), Timeout.InfiniteTimeSpan);

            private bool IsDisposed { get; set; }

            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
                IsDisposed = true;
                _timer.Dispose();
            }

            public ValueTask DisposeAsync()
            {
                Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }
}
