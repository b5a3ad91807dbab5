// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.RegularExpressions;
using Slipway.Build;
using Slipway.Cli.Progress;
using Slipway.Oci;

namespace Slipway.Cli.Tests;

/// <summary>What stands on a terminal while a fleet is built.</summary>
public sealed class LiveBuildViewTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly StringWriter _writer = new();

    public void Dispose() => _writer.Dispose();

    [Fact]
    public async Task The_heading_counts_what_is_done_runs_and_waits_and_says_how_long_it_will_take()
    {
        await using var view = View(120, 24);
        var (first, second) = (Step(1, "[base 2/2] RUN make"), Step(2, "[app 2/2] RUN make"));
        view.Report(new BuildStarted(_time.Now, 7, 3));
        view.Report(new StepStarted(_time.Now, Step(3, "[tools 2/2] COPY . .")));
        view.Report(new StepCached(_time.Now, Step(3, "[tools 2/2] COPY . .")));
        view.Report(new StepsExpected(_time.Now, [new(first.Digest, [], TimeSpan.FromSeconds(10), false), new(second.Digest, [first.Digest], TimeSpan.FromSeconds(20), false)], 2));
        view.Report(new StepStarted(_time.Now, first));

        _time.Pass(TimeSpan.FromSeconds(4));

        Shown()[0].ShouldBe("Building 4.0s, about 26.0s left  1 of 3 steps done, 1 from the cache, 1 running, 1 waiting");
        Shown()[1].ShouldBe("→ [base 2/2] RUN make 4.0s");
        view.Report(new StepFinished(_time.Now, first, TimeSpan.FromSeconds(4)));
        view.Report(new StepStarted(_time.Now, second));
        _time.Pass(TimeSpan.FromSeconds(2));
        Shown()[1].ShouldBe("Building 6.0s, about 18.0s left  2 of 3 steps done, 1 from the cache, 1 running, 0 waiting");
    }

    [Fact]
    public async Task More_steps_than_lines_are_counted_in_the_last_one()
    {
        await using var view = View(60, 8);
        foreach (var number in Enumerable.Range(1, 20))
            view.Report(new StepStarted(_time.Now, Step(number, $"[image-{number} 2/2] RUN make")));

        _time.Pass(TimeSpan.FromSeconds(1));

        var shown = Shown();
        shown.Count.ShouldBe(7);
        shown[1].ShouldBe("→ [image-1 2/2] RUN make 1.0s");
        shown[6].ShouldBe("  and 15 more");
    }

    [Fact]
    public async Task For_whom_a_step_is_and_how_long_it_runs_is_seen_however_narrow_the_terminal_is()
    {
        await using var view = View(60, 8);
        var foreign = Platform.Host.Satisfies(Platform.LinuxArm64) ? Platform.LinuxAmd64 : Platform.LinuxArm64;
        view.Report(new StepStarted(_time.Now, Step(1, "[build 2/2] RUN " + new string('x', 100)) with { Platform = foreign, Targets = ["a", "b", "c"] }));
        view.Report(new StepStarted(_time.Now, Step(2, "[build 2/2] RUN echo 日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語")));

        _time.Pass(TimeSpan.FromSeconds(75));

        Shown()[1].ShouldMatch($@"^→ \[build 2/2\] RUN x+… {foreign} \(\+2 images\) 1m15s$");
        Shown()[2].ShouldMatch("^→ .*日本日?… 1m15s$");
        Shown().ShouldAllBe(static line => TextWidth.Of(line) < 60);
    }

    [Fact]
    public async Task The_log_stands_below_its_step_as_far_as_there_is_room()
    {
        await using var view = View(60, 6);
        view.Report(new StepStarted(_time.Now, Step(1, "[a 2/2] RUN make")));
        view.Report(new StepLog(_time.Now, Step(1, "[a 2/2] RUN make"), StepOutput.Out, "one\ntwo\nthree\nfour\n"));
        view.Report(new StepStarted(_time.Now, Step(2, "[b 2/2] RUN make")));
        view.Report(new StepLog(_time.Now, Step(2, "[b 2/2] RUN make"), StepOutput.Out, "five\nsix\n"));

        _time.Pass(TimeSpan.FromSeconds(1));

        Shown().Skip(1).ShouldBe(["→ [a 2/2] RUN make 1.0s", "    four", "→ [b 2/2] RUN make 1.0s", "    six"]);
    }

    [Fact]
    public void What_a_narrower_terminal_has_wrapped_is_taken_away_whole()
    {
        var size = (Width: 40, Height: 10);
        var region = new LiveRegion(_writer, () => size);
        region.Update([], [new string('a', 30), "b"]);
        _writer.GetStringBuilder().Clear();

        size = (20, 10);
        region.Update([], ["c"]);

        _writer.ToString().ShouldStartWith("\x1B[3F"); // two lines of what was one, and one
    }

    [Theory]
    [InlineData("plain", 5)]
    [InlineData("\x1B[31mred\x1B[0m", 3)]
    [InlineData("日本", 4)]
    [InlineData("e\u0301", 1)]
    [InlineData("🚀", 2)]
    [InlineData("", 0)]
    public void Columns_are_counted_as_terminals_do(string text, int columns) => TextWidth.Of(text).ShouldBe(columns);

    private LiveBuildView View(int width, int height) => new(_writer, new Style(TerminalKind.Monochrome), () => (width, height), _time);

    // The lines of the last drawing.
    private IReadOnlyList<string> Shown() => [.. Regex.Split(_writer.ToString(), "\x1B\\[[0-9]+F")[^1].Replace("\x1B[K", "", StringComparison.Ordinal).Replace("\x1B[J", "", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries)];

    private static BuildStep Step(int id, string name) =>
        new() { Id = id, Name = name, Kind = StepKind.Run, Digest = Digest.Sha256(Encoding.UTF8.GetBytes($"{id}")), Platform = Platform.Host, Targets = ["app"] };

    /// <summary>A clock whose timers come when it is moved.</summary>
    private sealed class ManualTime : TimeProvider
    {
        private readonly List<TimerCallback> _timers = [];

        public DateTimeOffset Now { get; private set; } = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _timers.Add(callback);
            return base.CreateTimer(static _ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public void Pass(TimeSpan time)
        {
            Now += time;
            _timers.ForEach(static timer => timer(null));
        }
    }
}
