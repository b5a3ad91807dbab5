// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Build.Tests;

public sealed class FailureTests
{
    public FailureTests()
    {
        Needs.Root();
        Needs.Tool("runc");
    }

    [Fact]
    public async Task A_failed_command_shows_the_end_of_its_log_its_line_and_its_exit_code()
    {
        using var world = await BuildWorld.WithBaseAsync();

        // All by one stream: of two, nobody can tell which line came first.
        var failure = await world.FailAsync($"FROM {BuildWorld.Base}\n\nRUN exec >&2; for i in 1 2 3 4 5; do echo line $i; done; \\\n  echo oops; exit 7\n", options: new() { LogTailLines = 3 });

        failure.Kind.ShouldBe(BuildFailureKind.Command);
        failure.ExitCode.ShouldBe(7);
        failure.LogTail.ShouldBe(["line 4", "line 5", "oops"]);
        failure.Message.ShouldBe("process \"/bin/sh -c exec >&2; for i in 1 2 3 4 5; do echo line $i; done;   echo oops; exit 7\" did not complete successfully: exit code: 7");
        failure.Step!.Name.ShouldStartWith("[2/2] RUN exec >&2; for i");
        var text = DiagnosticRenderer.Render(failure.Diagnostics.ShouldHaveSingleItem());
        text.ShouldStartWith("Dockerfile:3:1: error: process");
        text.ShouldContain("  3 | RUN exec >&2; for i in 1 2 3 4 5");
        text.ShouldContain("  4 |   echo oops; exit 7");
        world.Events.OfType<StepFailed>().ShouldHaveSingleItem().Failure.ShouldBe(failure);
    }

    [Theory]
    [InlineData("[\"/no/such/program\"]", 127)]
    [InlineData("[\"/etc/passwd\"]", 126)]
    [InlineData("no-such-command", 127)]
    public async Task A_program_that_is_not_there_or_cannot_run_has_the_exit_code_that_a_shell_gives(string command, int code)
    {
        using var world = await BuildWorld.WithBaseAsync();

        var failure = await world.FailAsync($"FROM {BuildWorld.Base}\nRUN {command}\n");

        failure.Kind.ShouldBe(BuildFailureKind.Command);
        failure.ExitCode.ShouldBe(code);
    }

    [Fact]
    public async Task A_failure_stops_what_runs_beside_it_unless_the_rest_is_to_go_on()
    {
        using var world = await BuildWorld.WithBaseAsync();
        var bad = world.Target($"FROM {BuildWorld.Base}\nRUN sleep 0.3; exit 3\n", "bad") with { Tags = [ImageReference.Parse("bad:1")] };
        var good = world.Target($"FROM {BuildWorld.Base}\nRUN sleep 3; touch /done\n", "good") with { Tags = [ImageReference.Parse("good:1")] };
        var standsOnBad = world.Target("FROM bad:1\nRUN true\n", "child");

        var stopped = await world.RunAsync(null, bad, good, standsOnBad);
        stopped.Targets.Select(target => target.Failure?.Kind).ShouldBe([BuildFailureKind.Command, BuildFailureKind.Cancelled, BuildFailureKind.Command]);
        world.Events.OfType<StepCancelled>().ShouldHaveSingleItem().Step.Targets.ShouldBe(["good"]);
        world.Store.Resolve(ImageReference.Parse("good:1")).ShouldBeNull();

        var going = await world.RunAsync(new() { KeepGoing = true }, bad, good, standsOnBad);
        going.Targets.Select(target => target.Succeeded).ShouldBe([false, true, false]);
        going.Failures.ShouldHaveSingleItem().Step!.Targets.ShouldBe(["bad", "child"]);
        world.Store.Resolve(ImageReference.Parse("good:1")).ShouldNotBeNull();
        world.Store.Resolve(ImageReference.Parse("bad:1")).ShouldBeNull();
    }

    [Fact]
    public async Task A_failure_stops_what_it_need_not_wait_for_within_its_target_too()
    {
        using var world = await BuildWorld.WithBaseAsync();

        var failure = await world.FailAsync($"FROM {BuildWorld.Base} AS slow\nRUN sleep 1000\nFROM {BuildWorld.Base} AS bad\nRUN exit 9\nFROM scratch\nCOPY --from=slow /bin/sh /a\nCOPY --from=bad /bin/sh /b\n", options: new() { MaxParallelSteps = 2 });

        failure.ExitCode.ShouldBe(9);
        world.Events.OfType<StepCancelled>().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_tag_moves_only_when_its_target_is_whole()
    {
        using var world = await BuildWorld.WithBaseAsync();
        var tag = ImageReference.Parse("app:1");
        var first = await world.BuildAsync($"FROM {BuildWorld.Base}\nRUN touch /one\n", target => target with { Tags = [tag] });

        await world.FailAsync($"FROM {BuildWorld.Base}\nRUN touch /one\nRUN touch /two\nRUN false\n", target => target with { Tags = [tag] });

        world.Store.Resolve(tag).ShouldBe(first.Descriptor);
    }

    [Fact]
    public async Task What_ran_before_a_failure_need_not_run_again()
    {
        using var world = await BuildWorld.WithBaseAsync();
        await world.FailAsync($"FROM {BuildWorld.Base}\nRUN touch /one\nRUN false\n");

        (await world.BuildAsync($"FROM {BuildWorld.Base}\nRUN touch /one\nRUN true\n")).Result.StepsRun.ShouldBe(1);
    }

    [Fact]
    public async Task The_caller_can_stop_a_build_and_nothing_of_it_keeps_running()
    {
        using var world = await BuildWorld.WithBaseAsync();
        using var stop = new CancellationTokenSource();
        var marker = $"slipway-test-{Guid.NewGuid():N}";
        var progress = new Stopper(stop);

        var build = new BuildEngine(world.Services).BuildAsync(new() { Targets = [world.Target($"FROM {BuildWorld.Base}\nRUN echo started; sleep 1000 # {marker}\n")] }, progress, stop.Token);

        await Should.ThrowAsync<OperationCanceledException>(build);
        RunningWith(marker).ShouldBeEmpty();
        Slipway.Native.MountTable.Below(world.Home.Root).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_problem_in_one_Dockerfile_lets_the_others_be_if_they_are_to_go_on()
    {
        using var world = await BuildWorld.WithBaseAsync();

        var result = await world.RunAsync(new() { KeepGoing = true }, world.Target("FORM x\n", "bad"), world.Target($"FROM {BuildWorld.Base}\nRUN true\n", "good"));
        result.Targets.Select(target => target.Succeeded).ShouldBe([false, true]);
        result.Failures.ShouldHaveSingleItem().Diagnostics.ShouldNotBeEmpty();

        var stopped = await world.RunAsync(null, world.Target("FORM x\n", "bad"), world.Target($"FROM {BuildWorld.Base}\nRUN touch /x\n", "good"));
        stopped.Targets[1].Failure!.Kind.ShouldBe(BuildFailureKind.Cancelled);
        stopped.StepsRun.ShouldBe(0);
    }

    [Fact]
    public async Task A_full_disk_is_named_as_such()
    {
        using var world = await BuildWorld.WithBaseAsync();
        var tiny = world.Folder.MakeFolder("home/snapshots");
        Slipway.Native.FileSystemMount.Mount("tmpfs", "tmpfs", tiny, Slipway.Native.MountAccess.None, "size=3m");
        try
        {
            world.Write("big", new string('x', 1024 * 1024 * 3));

            var failure = await world.FailAsync("FROM scratch AS files\nCOPY big /big\nFROM scratch\nCOPY --from=files /big /big\n");

            failure.Kind.ShouldBe(BuildFailureKind.Outside);
            failure.Message.ShouldContain("No space left on device");
            failure.Message.ShouldContain($"the disk is full: '{tiny}' (tmpfs tmpfs)");
            failure.Diagnostics[0].Help.ShouldNotBeNull().ShouldContain("slipway prune");
        }
        finally
        {
            Slipway.Native.FileSystemMount.Unmount(tiny);
        }
    }

    private static List<string> RunningWith(string text) =>
        [.. Directory.EnumerateDirectories("/proc").Where(path => int.TryParse(Path.GetFileName(path), out var pid) && pid != Environment.ProcessId).Select(CommandLine).Where(line => line.Contains(text, StringComparison.Ordinal))];

    private static string CommandLine(string process)
    {
        try
        {
            return File.ReadAllText(process + "/cmdline");
        }
        catch (IOException)
        {
            return ""; // it ended meanwhile
        }
    }

    private sealed class Stopper(CancellationTokenSource stop) : IProgress<BuildEvent>
    {
        public void Report(BuildEvent value)
        {
            if (value is StepLog)
                stop.Cancel();
        }
    }
}
