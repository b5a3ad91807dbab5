// SPDX-License-Identifier: Apache-2.0
using Slipway.Cli.Progress;
using Slipway.Distribution;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Cli.Tests;

public sealed class TransferViewTests
{
    private static readonly Descriptor Layer = new() { MediaType = MediaTypes.LayerGzip, Digest = Digest.Sha256("layer"u8), Size = 100_000_000 };

    [Fact]
    public void A_terminal_is_told_how_much_has_gone_how_fast_and_how_long_is_left()
    {
        using var writer = new StringWriter();
        var time = new FakeTime();
        using (var view = new TransferView(Session(writer, TerminalKind.Monochrome, time), "pulling app:1"))
        {
            time.Now += TimeSpan.FromSeconds(2);
            view.Report(new(Layer, TransferState.Moving, 20_000_000));
        }

        writer.ToString().ShouldContain("pulling app:1 20MB of 100MB, 10MB/s, 8.0s left");
    }

    [Fact]
    public void A_pipe_is_told_of_each_blob_once_for_each_place_it_goes_to()
    {
        using var writer = new StringWriter();
        using (var view = new TransferView(Session(writer, TerminalKind.Plain, new()), "pushing app:1"))
        {
            foreach (var place in (string[])["a.example", "b.example"])
            {
                view.Report(new(Layer, TransferState.Moving, 5) { Place = place });
                view.Report(new(Layer, TransferState.Done, Layer.Size) { Place = place });
            }
        }

        writer.ToString().Split('\n').Count(line => line == $"  {Layer.Digest.ShortHex} 100MB done").ShouldBe(2);
        writer.ToString().ShouldEndWith("pushing app:1: 200MB in 0.0s, 0 of 2 blobs were there\n");
    }

    [Fact]
    public void What_waits_counts_for_the_time_left_what_was_there_does_not_and_the_rate_is_that_of_late()
    {
        using var writer = new StringWriter();
        var time = new FakeTime();
        var (there, waiting) = (Layer with { Digest = Digest.Sha256("there"u8) }, Layer with { Digest = Digest.Sha256("waiting"u8) });
        using (var view = new TransferView(Session(writer, TerminalKind.Monochrome, time), "pushing app:1"))
        {
            foreach (var blob in (Descriptor[])[Layer, there, waiting])
                view.Report(new(blob, TransferState.Waiting, 0));
            view.Report(new(there, TransferState.Existed, there.Size));
            for (var second = 1; second <= 30; second++)
            {
                time.Now += TimeSpan.FromSeconds(1);
                // Fast at first, then 1 MB a second.
                view.Report(new(Layer, TransferState.Moving, 40_000_000 + (second * 1_000_000)));
            }
        }

        writer.ToString().ShouldContain("41MB of 200MB, 41MB/s");
        writer.ToString().ShouldContain("70MB of 200MB, 1MB/s, 2m10s left");
    }

    private static Session Session(TextWriter writer, TerminalKind terminal, FakeTime time) => new()
    {
        Home = new("/nowhere"),
        Output = TextWriter.Null,
        Error = writer,
        OpenOutput = static () => Stream.Null,
        OpenInput = static () => Stream.Null,
        ErrorTerminal = terminal,
        OutputIsTerminal = false,
        Time = time,
    };
}
