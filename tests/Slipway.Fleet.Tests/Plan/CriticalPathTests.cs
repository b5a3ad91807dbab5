// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Build;
using Slipway.Oci;

namespace Slipway.Fleet.Tests;

/// <summary>The longest chain of steps, against what is worked out by hand.</summary>
public sealed class CriticalPathTests
{
    // 1 base image → 2 (3s) → 3 (1s), 4 (5s cached) → 5 (2s) on 3 and 4; 6 (4s) alone.
    private static readonly BuildPlan Plan = new()
    {
        StepsRequested = 5,
        Steps =
        [
            Step(1, 0, CacheState.None, StepKind.Image), Step(2, 3, CacheState.Missing, StepKind.Run, 1), Step(3, 1, CacheState.Undecided, StepKind.Copy, 2),
            Step(4, 5, CacheState.Cached, StepKind.Run, 1), Step(5, 2, CacheState.Undecided, StepKind.Run, 3, 4), Step(6, 4, CacheState.Missing, StepKind.Run),
        ],
    };

    [Fact]
    public void Of_what_has_to_run_cached_steps_take_nothing()
    {
        var path = CriticalPath.Of(Plan, PlannedWork.ToRun);

        path.Steps.Select(static step => step.Step.Id).ShouldBe([2, 3, 5]);
        path.Duration.ShouldBe(TimeSpan.FromSeconds(6));
        path.Guesses.ShouldBe(0);
    }

    [Fact]
    public void Of_everything_they_count_and_base_images_never_do()
    {
        var path = CriticalPath.Of(Plan, PlannedWork.Everything);

        path.Steps.Select(static step => step.Step.Id).ShouldBe([4, 5]);
        path.Duration.ShouldBe(TimeSpan.FromSeconds(7));
    }

    [Fact]
    public void Steps_that_never_ran_are_counted_as_guesses() =>
        CriticalPath.Of(Plan with { Steps = [.. Plan.Steps.Select(static step => step.Step.Id == 3 ? step with { LastDuration = null } : step)] }, PlannedWork.ToRun).Guesses.ShouldBe(1);

    [Fact]
    public void Where_nothing_has_to_run_there_is_none()
    {
        var path = CriticalPath.Of(Plan with { Steps = [.. Plan.Steps.Select(static step => step with { Cache = CacheState.Cached })] }, PlannedWork.ToRun);

        path.Steps.ShouldBeEmpty();
        path.Duration.ShouldBe(TimeSpan.Zero);
    }

    private static PlannedStep Step(int id, int seconds, CacheState cache, StepKind kind, params int[] needs) => new()
    {
        Step = new() { Id = id, Name = $"step {id}", Kind = kind, Digest = Digest.Sha256(Encoding.ASCII.GetBytes($"{id}")), Platform = Platform.LinuxAmd64, Targets = ["app"] },
        Needs = needs,
        Cache = cache,
        LastDuration = TimeSpan.FromSeconds(seconds),
        ExpectedDuration = TimeSpan.FromSeconds(seconds),
    };
}
