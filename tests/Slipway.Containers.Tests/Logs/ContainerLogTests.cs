// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.TestKit;

namespace Slipway.Containers.Tests;

public sealed class ContainerLogTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lines_come_back_as_they_were_written()
    {
        var log = Open(ContainerLogOptions.Default);
        string[] lines = ["plain", "", "é\u2028 \"quoted\"", "\e[31mred\a"];

        log.Write(LogSource.Output, lines);
        log.Write(LogSource.Error, ["oops"]);

        var read = await log.ReadAsync(LogQuery.All, Cancellation).ToListAsync(Cancellation);
        read.Select(line => line.Text).ShouldBe([.. lines, "oops"]);
        read[^1].Source.ShouldBe(LogSource.Error);
        File.ReadLines(log.Path).First().ShouldMatch("""^\{"t":"[^"]+","s":"out","l":"plain"\}$""");
    }

    [Fact]
    public async Task Old_lines_make_room_for_new_ones()
    {
        var log = Open(new() { MaxFileBytes = 64 * 1024, MaxFiles = 3 });

        for (var i = 0; i < 10_000; i++)
            log.Write(LogSource.Output, [$"line {i}"]);

        Directory.GetFiles(_folder.Path).Select(Path.GetFileName).ShouldBe(["log", "log.1", "log.2"], ignoreOrder: true);
        Directory.GetFiles(_folder.Path).ShouldAllBe(path => new FileInfo(path).Length <= 64 * 1024);
        var read = await log.ReadAsync(LogQuery.All, Cancellation).Select(line => int.Parse(line.Text[5..])).ToListAsync(Cancellation);
        read[^1].ShouldBe(9_999);
        read.ShouldBe(Enumerable.Range(read[0], read.Count));
        read.Count.ShouldBeGreaterThan(1000);
    }

    [Fact]
    public async Task The_last_lines_can_be_asked_for()
    {
        var log = Open(ContainerLogOptions.Default);
        log.Write(LogSource.Output, Enumerable.Range(0, 100).Select(i => $"{i}"));

        (await log.ReadAsync(new() { Tail = 3 }, Cancellation).Select(line => line.Text).ToListAsync(Cancellation)).ShouldBe(["97", "98", "99"]);
        (await log.ReadAsync(new() { Tail = 0 }, Cancellation).ToListAsync(Cancellation)).ShouldBeEmpty();
        (await log.ReadAsync(new() { Tail = 1000 }, Cancellation).ToListAsync(Cancellation)).Count.ShouldBe(100);
        (await log.ReadAsync(new() { Since = DateTimeOffset.MaxValue }, Cancellation).ToListAsync(Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_following_reader_gets_what_is_written_later_through_rotations()
    {
        var log = Open(new() { MaxFileBytes = 64 * 1024, MaxFiles = 100 });
        log.Write(LogSource.Output, ["0"]);
        var next = 0;

        await foreach (var line in log.ReadAsync(new() { Reading = LogReading.Follow }, Cancellation))
        {
            line.Text.TrimEnd('x').ShouldBe($"{next++}");
            if (next == 3000)
                break;
            if (next % 500 == 1)
                log.Write(LogSource.Output, Enumerable.Range(next, 500).Select(i => $"{i}" + new string('x', 100)));
        }

        next.ShouldBe(3000);
        File.Exists(log.Path + ".2").ShouldBeTrue();
    }

    [Fact]
    public async Task Half_a_line_from_a_power_cut_is_passed_over()
    {
        var log = Open(ContainerLogOptions.Default);
        log.Write(LogSource.Output, ["one"]);
        File.AppendAllText(log.Path, """{"t":"2026-01-01T0""" + "\n");
        log.Write(LogSource.Output, ["two"]);

        (await log.ReadAsync(LogQuery.All, Cancellation).Select(line => line.Text).ToListAsync(Cancellation)).ShouldBe(["one", "two"]);
    }

    [Fact]
    public async Task A_log_that_does_not_exist_yet_is_empty() =>
        (await Open(ContainerLogOptions.Default).ReadAsync(LogQuery.All, Cancellation).ToListAsync(Cancellation)).ShouldBeEmpty();

    [Fact]
    public void A_long_line_is_cut_between_characters()
    {
        var splitter = new LineSplitter();
        var text = string.Concat(Enumerable.Repeat("aé€😀", 5000));

        var lines = splitter.Add(Encoding.UTF8.GetBytes(text + "\nnext\r\nrest")).ToList();

        string.Concat(lines[..^1]).ShouldBe(text);
        lines[..^1].ShouldAllBe(line => Encoding.UTF8.GetByteCount(line) <= 16 * 1024);
        lines[^1].ShouldBe("next");
        splitter.Rest().ShouldBe("rest");
        splitter.Rest().ShouldBeNull();
    }

    [Fact]
    public void Lines_are_the_same_however_the_bytes_arrive()
    {
        var bytes = Encoding.UTF8.GetBytes("one\ntwo\n\n" + new string('z', 40_000) + "\nlast");
        var random = new Random(7);
        var whole = new LineSplitter();
        List<string?> expected = [.. whole.Add(bytes), whole.Rest()];
        var splitter = new LineSplitter();
        var lines = new List<string?>();

        for (var at = 0; at < bytes.Length;)
        {
            var count = Math.Min(random.Next(1, 3000), bytes.Length - at);
            lines.AddRange(splitter.Add(bytes.AsMemory(at, count)));
            at += count;
        }

        lines.Add(splitter.Rest());
        lines.SequenceEqual(expected).ShouldBeTrue();
        lines.Count.ShouldBe(7);
    }

    [Theory]
    [InlineData("plain\ttext é", "plain\ttext é")]
    [InlineData("\e[2Jgone\r", "^[[2Jgone^M")]
    [InlineData("\u202eabc\u200b", "\\u202eabc\\u200b")]
    [InlineData("\u007f\u009b31m", "^?\\u009b31m")]
    public void What_a_terminal_would_act_on_is_shown(string text, string shown) => DisplayText.Escape(text).ShouldBe(shown);

    public void Dispose() => _folder.Dispose();

    private ContainerLog Open(ContainerLogOptions options) => new(_folder["log"], options, TimeProvider.System);
}
