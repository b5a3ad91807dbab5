// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;

namespace Slipway.Modules.Tests;

/// <summary>The contents of frames that a command writes and reads without a serializer.</summary>
public sealed class StreamContentTests
{
    private static readonly CommandLineOrder Line = new()
    {
        Folder = "/srv/ünder",
        Words = ["run", "--rm", "", "x\ny", new('w', 40_000)],
        Variables = new Dictionary<string, string> { ["A"] = "1=1", ["B"] = "" },
        IsRead = true,
    };

    private static readonly StreamOrder Made = new() { Container = new('a', 64), Line = Line };
    private static readonly StreamOrder Executed = new()
    {
        Container = "web",
        Exec = new()
        {
            Arguments = ["sh", "-c", "échec"], Environment = ["A="], WorkingDirectory = "/srv", User = "", IsPrivileged = true, HasInput = true, HasTerminal = true, Timeout = TimeSpan.FromSeconds(1.5),
        },
    };

    [Fact]
    public void A_command_line_arrives_as_it_was_placed()
    {
        var options = new AttachOptions { Streams = AttachedStreams.Input | AttachedStreams.Output, Pace = ViewerPace.LeftBehind, Moment = AttachMoment.Start, Size = new(80, 25) };

        var read = OrderContent.Read(OrderContent.Write(Made with { Options = options }));

        (read.Container, read.Options, read.Definition, read.Exec).ShouldBe((Made.Container, options, null, null));
        var line = read.Line.ShouldNotBeNull();
        (line.Folder, line.IsRead).ShouldBe((Line.Folder, true));
        line.Words.ShouldBe(Line.Words);
        line.Variables.ShouldBe(Line.Variables);
        OrderContent.Read(OrderContent.Write(Made with { Line = Line with { IsRead = false } })).Line!.IsRead.ShouldBeFalse();
    }

    [Fact]
    public void An_order_to_run_another_program_or_to_attach_arrives_as_it_was_placed()
    {
        var read = OrderContent.Read(OrderContent.Write(Executed));

        (read.Container, read.Options, read.Definition, read.Line).ShouldBe(("web", new(), null, null));
        var (exec, was) = (read.Exec.ShouldNotBeNull(), Executed.Exec!);
        exec.Arguments.ShouldBe(was.Arguments);
        exec.Environment.ShouldBe(was.Environment);
        (exec with { Arguments = was.Arguments, Environment = was.Environment }).ShouldBe(was);
        (OrderContent.Read(OrderContent.Write(Executed with { Exec = new() { Arguments = ["x"] } })).Exec! with { Arguments = was.Arguments, Environment = was.Environment })
            .ShouldBe(new ExecSpec { Arguments = was.Arguments, Environment = was.Environment });
        OrderContent.Read(OrderContent.Write(new() { Container = "x" })).ShouldBe(new StreamOrder { Container = "x" });
    }

    [Fact]
    public void An_order_that_ends_too_early_or_too_late_or_asks_for_what_there_is_not_is_refused()
    {
        foreach (var order in (StreamOrder[])[Made with { Line = Line with { Words = ["run", "x"] } }, Executed])
        {
            var whole = OrderContent.Write(order);
            foreach (var length in Enumerable.Range(0, whole.Length))
                Should.Throw<InvalidDataException>(() => OrderContent.Read(whole.AsMemory(0, length)));
            Should.Throw<InvalidDataException>(() => OrderContent.Read((byte[])[.. whole, 0]));
            // Streams, pace, moment, and after the size what is asked.
            var head = 1 + order.Container.Length;
            foreach (var offset in (int[])[0, 1, 2, 7])
            {
                var wrong = whole.ToArray();
                wrong[head + offset] = 77 | 0x80;
                Should.Throw<InvalidDataException>(() => OrderContent.Read(wrong));
            }
        }
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(137, true)]
    [InlineData(null, false)]
    public void An_end_arrives_as_it_was(int? exitCode, bool isOutOfMemory)
    {
        var exit = new ContainerExit(exitCode, isOutOfMemory, new(2026, 11, 22, 3, 4, 5, 678, TimeSpan.Zero));

        EndContent.Read(EndContent.Write(exit)).ShouldBe(exit);
    }

    [Fact]
    public void An_end_that_is_not_known_says_nothing_and_one_that_is_none_is_refused()
    {
        EndContent.Read(EndContent.Write(null)).ShouldBeNull();
        Should.Throw<InvalidDataException>(() => EndContent.Read([1, 0, 0]));
        Should.Throw<InvalidDataException>(() => EndContent.Read([1, 0, 0, 0, 0, 0xFF, 0, 0, 0, 0, 0, 0, 0]));
        Should.Throw<InvalidDataException>(() => EndContent.Read([1, 0, 0, 0, 0, 0x7F, 0, 0, 0, 0, 0, 0, 0]));
    }
}
