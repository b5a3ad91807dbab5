// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.RegularExpressions;
using Slipway.TestKit;

namespace Slipway.Build.Tests;

/// <summary>Which steps run together.</summary>
public sealed class SchedulerTests
{
    private const long Budget = 100;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_steps_that_wait_the_one_with_the_longest_path_goes_first()
    {
        var scheduler = new StepScheduler(1);
        var order = new List<int>();
        var first = await scheduler.EnterAsync(0, 0, Cancellation);
        async Task RunAsync(int priority)
        {
            using var slot = await scheduler.EnterAsync(priority, 0, Cancellation);
            lock (order)
                order.Add(priority);
        }

        var waiting = new[] { 1, 3, 2, 5, 4 }.Select(RunAsync).ToList();
        first.Dispose();
        await Task.WhenAll(waiting);

        order.ShouldBe([5, 4, 3, 2, 1]);
    }

    [Fact]
    public async Task A_step_that_stops_waiting_takes_no_slot()
    {
        var scheduler = new StepScheduler(1);
        using var stop = new CancellationTokenSource();
        var first = await scheduler.EnterAsync(0, 0, Cancellation);
        var stopped = scheduler.EnterAsync(9, 0, stop.Token);
        var next = scheduler.EnterAsync(1, 0, Cancellation);

        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(stopped);
        first.Dispose();
        first.Dispose();

        (await next).Dispose();
    }

    [Fact]
    public async Task Steps_whose_memory_does_not_fit_together_do_not_run_together()
    {
        var scheduler = new StepScheduler(4, Budget);
        var first = await scheduler.EnterAsync(5, 60, Cancellation);

        var tooLarge = scheduler.EnterAsync(4, 60, Cancellation);
        var small = scheduler.EnterAsync(3, 40, Cancellation);
        var unknown = scheduler.EnterAsync(2, 0, Cancellation);

        tooLarge.IsCompleted.ShouldBeFalse();
        (await small).Dispose();
        (await unknown).Dispose();
        tooLarge.IsCompleted.ShouldBeFalse();
        first.Dispose();
        (await tooLarge).Dispose();
    }

    [Fact]
    public async Task A_step_that_needs_more_than_there_is_runs_without_others_of_known_size()
    {
        var scheduler = new StepScheduler(4, Budget);
        var small = await scheduler.EnterAsync(1, 1, Cancellation);

        var huge = scheduler.EnterAsync(9, 10 * Budget, Cancellation);
        huge.IsCompleted.ShouldBeFalse();
        small.Dispose();
        using var running = await huge;

        scheduler.EnterAsync(1, 1, Cancellation).IsCompleted.ShouldBeFalse();
        (await scheduler.EnterAsync(1, 0, Cancellation)).Dispose();
    }

    [Fact]
    public async Task A_step_that_waits_for_memory_is_not_passed_for_ever_by_small_ones()
    {
        var scheduler = new StepScheduler(4, Budget);
        var first = await scheduler.EnterAsync(5, 90, Cancellation);
        var waiting = scheduler.EnterAsync(4, 95, Cancellation);

        // It leaves 5 once the first has ended: the first of these fits beside it, the second would make it wait.
        var fits = await scheduler.EnterAsync(3, 5, Cancellation);
        var passes = scheduler.EnterAsync(2, 5, Cancellation);
        passes.IsCompleted.ShouldBeFalse();
        first.Dispose();

        var turn = await waiting;
        passes.IsCompleted.ShouldBeFalse();
        fits.Dispose();
        (await passes).Dispose();
        turn.Dispose();
    }

    [Fact]
    public void Without_a_limit_the_share_is_of_what_is_free_and_of_our_own_limit()
    {
        const string meminfo = "MemTotal:       24683520 kB\nMemFree:          185000 kB\nMemAvailable:       1000 kB\n";
        FreeMemory.Share(meminfo, long.MaxValue).ShouldBe(819_200);
        FreeMemory.Share(meminfo, 1000).ShouldBe(800);
        FreeMemory.Share("", 1000).ShouldBe(800);
    }

    [Fact]
    public async Task Steps_are_kept_apart_by_the_memory_that_they_used_when_they_last_ran()
    {
        Needs.Root();
        Needs.Tool("runc");
        using var world = await BuildWorld.WithBaseAsync();
        BuildTarget Hungry(string name) => world.Target($"FROM {BuildWorld.Base}\nRUN head -c 40000000 /dev/zero > /dev/shm/{name}; sleep 0.7\n", name) with { NoCache = true };
        var targets = new[] { Hungry("one"), Hungry("two") };

        await world.RunAsync(new() { MaxParallelSteps = 2 }, targets);
        var peaks = Directory.GetFiles(Path.Combine(world.Home.Cache, "slots"))
            .Select(static file => long.Parse(Regex.Match(File.ReadAllText(file), "\"peakBytes\":([0-9]+)").Groups[1].Value, CultureInfo.InvariantCulture)).ToList();
        await world.RunAsync(new() { MaxParallelSteps = 2, MaxMemoryBytes = 70_000_000 }, targets);
        var order = world.Events.Where(static happened => happened is StepStarted { Step.Kind: StepKind.Run } or StepFinished).Select(static happened => happened.GetType().Name).ToList();

        peaks.Count.ShouldBe(2);
        peaks.ShouldAllBe(static peak => peak > 39_000_000 && peak < 70_000_000);
        order.ShouldBe(["StepStarted", "StepFinished", "StepStarted", "StepFinished"]);
    }
}
