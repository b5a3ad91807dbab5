// SPDX-License-Identifier: Apache-2.0
using Slipway.Build;
using Slipway.Cli.Progress;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Cli.Tests;

public sealed class BuildViewTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_pipe_gets_plain_lines_in_BuildKits_form()
    {
        var writer = new StringWriter();
        await using var view = new PlainBuildView(writer);

        foreach (var change in Events())
            view.Report(change);

        writer.ToString().ShouldBe("""
            #1 [build 1/2] RUN make
            #1 0.500 compiling
            #1 ...

            #2 [build 2/2] COPY . /src
            #2 CACHED

            #1 [build 1/2] RUN make
            #1 1.500 red error
            #1 DONE 2.0s

            """);
    }

    [Fact]
    public async Task A_terminal_keeps_what_is_done_and_ends_at_the_start_of_a_line()
    {
        var writer = new StringWriter();
        await using (var view = new LiveBuildView(writer, new Style(TerminalKind.Monochrome), static () => (60, 10), new FakeTime(Start)))
        {
            foreach (var change in Events())
                view.Report(change);
        }

        var shown = writer.ToString();
        shown.ShouldContain("✔ [build 1/2] RUN make 2.0s");
        shown.ShouldNotContain("\x1B[?25l");
        shown.ShouldEndWith("\x1B[J");
    }

    private static IEnumerable<BuildEvent> Events()
    {
        var (make, copy) = (Step(1, "[build 1/2] RUN make"), Step(2, "[build 2/2] COPY . /src"));
        yield return new BuildStarted(Start, 2, 2);
        yield return new StepStarted(Start, make);
        yield return new StepLog(Start.AddSeconds(0.5), make, StepOutput.Out, "compiling\n");
        yield return new StepStarted(Start, copy);
        yield return new StepCached(Start, copy);
        yield return new StepLog(Start.AddSeconds(1.5), make, StepOutput.Error, "\x1B[31mred\x1B[0m error\n");
        yield return new StepFinished(Start.AddSeconds(2), make, TimeSpan.FromSeconds(2));
    }

    private static BuildStep Step(int id, string name) => new() { Id = id, Name = name, Digest = Digest.Sha256([(byte)id]), Kind = StepKind.Run, Platform = Platform.LinuxAmd64, Targets = ["app"] };
}
