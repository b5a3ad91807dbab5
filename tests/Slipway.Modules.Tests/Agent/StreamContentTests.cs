// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;

namespace Slipway.Modules.Tests;

/// <summary>The contents of frames that a command writes and reads without a serializer.</summary>
public sealed class StreamContentTests
{
    private static readonly ContainerOrder Order = new()
    {
        Id = new('a', 64),
        Folder = "/srv/ünder",
        Words = ["run", "--rm", "", "x\ny", new('w', 40_000)],
        Environment = ["A=1", "B="],
    };

    [Fact]
    public void An_order_arrives_as_it_was_placed()
    {
        var options = new AttachOptions { Streams = AttachedStreams.Input | AttachedStreams.Output, Pace = ViewerPace.LeftBehind, Moment = AttachMoment.Start, Size = new(80, 25) };

        var read = WordOrder.Read(WordOrder.Write(Order, options));

        (read.Container, read.Options, read.Definition, read.Exec).ShouldBe((Order.Id, options, null, null));
        var made = read.Make.ShouldNotBeNull();
        (made.Id, made.Folder).ShouldBe((Order.Id, Order.Folder));
        made.Words.ShouldBe(Order.Words);
        made.Environment.ShouldBe(Order.Environment);
        WordOrder.Read(WordOrder.Write(Order, new())).Options.ShouldBe(new());
    }

    [Fact]
    public void An_order_that_ends_too_early_or_too_late_or_says_what_none_does_is_refused()
    {
        var whole = WordOrder.Write(Order with { Words = ["run", "x"] }, new());
        foreach (var length in Enumerable.Range(0, whole.Length))
            Should.Throw<InvalidDataException>(() => WordOrder.Read(whole.AsMemory(0, length)));
        Should.Throw<InvalidDataException>(() => WordOrder.Read((byte[])[.. whole, 0]));
        foreach (var (offset, value) in (ValueTuple<int, byte>[])[(7, 0x80), (6, 77), (5, 77)])
        {
            var wrong = whole.ToArray();
            wrong[^offset] = value;
            Should.Throw<InvalidDataException>(() => WordOrder.Read(wrong));
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
