// SPDX-License-Identifier: Apache-2.0
using Slipway.TestKit;

namespace Slipway.Build.Tests;

public sealed class StepLogTests
{
    [Fact]
    public async Task Every_step_that_wrote_something_has_its_full_log_on_disk_and_a_failure_names_it()
    {
        Needs.Root();
        Needs.Tool("runc");
        using var world = await BuildWorld.WithBaseAsync();

        var failure = await world.FailAsync($"FROM {BuildWorld.Base}\nRUN echo fine\nRUN i=0; while [ $i -lt 500 ]; do echo line $i; i=$((i+1)); done; printf 'a\\0b\\033[31mred\\n'; exit 4\n", options: new() { LogTailLines = 2 });

        var file = failure.LogFile.ShouldNotBeNull();
        file.ShouldStartWith(world.Home.Logs);
        Path.GetFileName(file).ShouldStartWith("003-3-3-run-i-0-while");
        var text = File.ReadAllText(file);
        text.ShouldStartWith("line 0\nline 1\n");
        text.ShouldEndWith("line 499\na\0b\x1B[31mred\n");
        failure.LogTail.ShouldBe(["line 499", "a\0b\x1B[31mred"]);
        Directory.GetFiles(Path.GetDirectoryName(file)!, "0*.log").Length.ShouldBe(2);
        new FileInfo(file).UnixFileMode.ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task Every_target_that_had_a_step_run_has_a_log_of_all_it_needed_shared_steps_and_failed_ones_too()
    {
        Needs.Root();
        Needs.Tool("runc");
        using var world = await BuildWorld.WithBaseAsync();
        var shared = $"FROM {BuildWorld.Base} AS shared\nRUN echo of both\n";
        var (good, bad) = (world.Target(shared + "RUN echo good > /x; echo it is good\n", "good(a=1)"), world.Target(shared + "RUN echo bad; exit 3\n", "bad"));

        var first = await world.RunAsync(new() { KeepGoing = true }, good, bad);
        var second = await world.RunAsync(new() { KeepGoing = true }, good, bad);

        var log = File.ReadAllText(first.Targets[0].LogFile.ShouldNotBeNull());
        Path.GetFileName(first.Targets[0].LogFile).ShouldBe("target-good-a-1.log");
        log.ShouldContain($"good(a=1): built {first.Targets[0].Image!.Digest}\n");
        log.ShouldMatch(@"#\d+ \[good\(a=1\) 2/3\] RUN echo of both\n#\d+ DONE \d+\.\ds \(also for bad\)\nof both\n");
        log.ShouldContain("it is good\n");
        log.ShouldNotContain("echo bad");
        var failed = File.ReadAllText(first.Targets[1].LogFile.ShouldNotBeNull());
        failed.ShouldContain("bad: not built: process");
        failed.ShouldContain("of both\n");
        failed.ShouldMatch(@"FAILED after \d+\.\ds\nbad\n");
        first.LogFolder.ShouldBe(Path.GetDirectoryName(first.Targets[0].LogFile));
        new FileInfo(first.Targets[0].LogFile!).UnixFileMode.ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        second.Targets[0].LogFile.ShouldBeNull();
        File.ReadAllText(second.Targets[1].LogFile.ShouldNotBeNull()).ShouldContain("CACHED");
    }

    [Fact]
    public async Task A_result_says_of_each_step_what_became_of_it()
    {
        Needs.Root();
        Needs.Tool("runc");
        using var world = await BuildWorld.WithBaseAsync();
        world.Write("f", "f");
        var target = world.Target($"FROM {BuildWorld.Base}\nCOPY f /f\nRUN true\n");

        var (first, second) = (await world.RunAsync(null, target), await world.RunAsync(null, target));

        first.Steps.Select(static timing => (timing.Step.Kind, timing.Outcome)).ShouldBe([(StepKind.Image, StepOutcome.Cached), (StepKind.Copy, StepOutcome.Run), (StepKind.Run, StepOutcome.Run)]);
        second.Steps.Select(static timing => (timing.Step.Kind, timing.Outcome)).ShouldBe([(StepKind.Image, StepOutcome.Cached), (StepKind.Copy, StepOutcome.Cached), (StepKind.Run, StepOutcome.Cached)]);
        first.Steps[2].Duration.ShouldBeGreaterThan(TimeSpan.Zero);
        second.Steps[2].Duration.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void A_log_past_its_limit_keeps_its_beginning_and_its_last_lines()
    {
        using var folder = new TempFolder();
        using var file = StepLogFile.Create(folder["x.log"], 1000);
        var tail = new LogTail(2);
        for (var line = 0; line < 1000; line++)
        {
            file.Write($"line {line}\n");
            tail.Add($"line {line}\n");
        }

        file.End(tail.Lines);

        var text = File.ReadAllText(folder["x.log"]);
        text.Length.ShouldBeLessThan(1200);
        text.ShouldStartWith("line 0\n");
        text.ShouldContain("bytes are left out here");
        text.ShouldEndWith("line 998\nline 999\n");
    }

    [Fact]
    public void Logs_of_earlier_builds_are_bounded_in_number_size_and_age()
    {
        using var folder = new TempFolder();
        var home = new Oci.SlipwayHome(folder.Path);
        var time = new FakeTime(new(2030, 1, 20, 0, 0, 0, TimeSpan.Zero));
        foreach (var day in Enumerable.Range(1, 15))
        {
            folder.Write($"logs/203001{day:00}T000000Z-1-1-1/001.log", new string('x', 100));
            Directory.SetLastWriteTimeUtc(folder[$"logs/203001{day:00}T000000Z-1-1-1"], new(2030, 1, day, 0, 0, 0, DateTimeKind.Utc));
        }
        IReadOnlyList<string> Left(StepLogLimits limits)
        {
            using var logs = new StepLogs(home, time, limits);
            logs.Prune();
            return [.. Directory.GetDirectories(home.Logs).Select(path => Path.GetFileName(path)[6..8]).Order(StringComparer.Ordinal)];
        }

        Left(new() { MaxAge = TimeSpan.FromDays(13) }).ShouldBe(["07", "08", "09", "10", "11", "12", "13", "14", "15"]);
        Left(new() { MaxBuilds = 5 }).ShouldBe(["11", "12", "13", "14", "15"]);
        Left(new() { MaxBytes = 250 }).ShouldBe(["14", "15"]);
    }

    [Fact]
    public async Task A_disk_without_room_for_logs_costs_the_log_and_not_the_build()
    {
        Needs.Root();
        Needs.Tool("runc");
        using var world = await BuildWorld.WithBaseAsync();
        var tiny = world.Folder.MakeFolder("home/logs");
        Native.FileSystemMount.Mount("tmpfs", "tmpfs", tiny, Native.MountAccess.None, "size=16k");
        try
        {
            await world.BuildAsync($"FROM {BuildWorld.Base}\nRUN head -c 100000 /dev/zero | tr '\\\\0' x\n");

            world.Log.Length.ShouldBe(100000);
        }
        finally
        {
            Native.FileSystemMount.Unmount(tiny);
        }
    }
}
