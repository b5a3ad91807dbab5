// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Containers.Tests;

/// <summary>Who is attached to a container, and how slow.</summary>
public sealed class AttachmentTests : IAsyncDisposable
{
    private const int Written = 8_000_000;
    private const string Writes = "head -c 8000000 /dev/zero | tr '\\0' 'x'; echo; echo done >&2";

    private readonly SupervisorWorld _world = new();

    private static CancellationToken Cancellation => SupervisorWorld.Cancellation;

    [Fact]
    public async Task A_viewer_that_takes_nothing_holds_up_neither_the_program_nor_others_and_is_told_what_it_lost()
    {
        await _world.StartAsync();
        var id = (await _world.Supervisor.CreateAsync(_world.Define("flood", Writes), Cancellation)).Id;
        await using var first = await AttachAsync(id, ViewerPace.LeftBehind, AttachMoment.Start);
        var other = ReadAllAsync(first);

        // It has not asked for anything when the program has ended.
        (await _world.Supervisor.WaitAsync(id, Cancellation))!.ExitCode.ShouldBe(0);
        var (bytes, lost) = await other;
        (bytes + lost).ShouldBe(Written + 1 + 5);

        var asleep = (await _world.Supervisor.CreateAsync(_world.Define("flood2", Writes), Cancellation)).Id;
        await using var sleeper = await AttachAsync(asleep, ViewerPace.LeftBehind, AttachMoment.Start);
        (await _world.Supervisor.WaitAsync(asleep, Cancellation))!.ExitCode.ShouldBe(0);

        (await _world.ReadLogAsync(asleep)).ShouldContain("done");
        (bytes, lost) = await ReadAllAsync(sleeper);
        lost.ShouldBeGreaterThan(0);
        bytes.ShouldBeLessThan(4_000_000);
        (bytes + lost).ShouldBe(Written + 1 + 5);
    }

    [Fact]
    public async Task A_program_waits_for_a_viewer_that_is_to_get_everything_and_for_none_that_is_gone()
    {
        await _world.StartAsync();
        var id = (await _world.Supervisor.CreateAsync(_world.Define("patient", Writes), Cancellation)).Id;
        await using (var viewer = await AttachAsync(id, ViewerPace.Awaited, AttachMoment.Start))
        {
            // Were it not waited for, it would have ended by now.
            await Task.Delay(500, Cancellation);
            (await _world.StatusAsync(id)).ShouldBe(ContainerStatus.Running);
            (await ReadAllAsync(viewer)).ShouldBe((Written + 1 + 5, 0));
            (await viewer.WaitAsync(Cancellation))!.ExitCode.ShouldBe(0);
        }
        var gone = (await _world.Supervisor.CreateAsync(_world.Define("left", Writes), Cancellation)).Id;
        var leaver = await AttachAsync(gone, ViewerPace.Awaited, AttachMoment.Start);
        await Task.Delay(200, Cancellation);
        await leaver.DisposeAsync();

        (await _world.Supervisor.WaitAsync(gone, Cancellation))!.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task One_that_takes_itself_away_is_gone_when_who_is_attached_learns_of_its_end()
    {
        await _world.StartAsync();
        var id = (await _world.Supervisor.CreateAsync(_world.Define("short", "echo all") with { RemovesItself = true }, Cancellation)).Id;
        await using var viewer = await AttachAsync(id, ViewerPace.Awaited, AttachMoment.Start);

        (await ReadAllAsync(viewer)).ShouldBe((4, 0));
        (await viewer.WaitAsync(Cancellation))!.ExitCode.ShouldBe(0);

        _world.Catalog.List().ShouldBeEmpty();
        (await _world.RemoveAllAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_terminal_is_typed_at_and_sized_and_a_removal_leaves_nobody_who_holds_it()
    {
        await _world.StartAsync();
        var id = await _world.RunAsync(_world.Define("terminal", "echo ready; read x; echo $x; sleep 1000") with { HasTerminal = true, HasInput = true });
        await _world.WaitForLineAsync(id, "ready");
        await using var viewer = await AttachAsync(id, ViewerPace.Awaited, AttachMoment.Running);
        viewer.Resize(new TerminalSize(90, 30));
        await viewer.WriteAsync("typed\n"u8.ToArray(), Cancellation);
        await _world.WaitForLineAsync(id, "typed");
        var (_, size) = await _world.ExecAsync(id, "stty size < /dev/pts/0");
        size.Trim().ShouldBe("30 90");
        var holders = Holders();
        holders.Count.ShouldBeGreaterThan(0);

        (await _world.RemoveAllAsync()).ShouldBeEmpty();

        Holders().Count.ShouldBe(holders.Count - 1);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    private Task<Attachment> AttachAsync(string id, ViewerPace pace, AttachMoment moment) =>
        _world.Supervisor.AttachAsync(id, new() { Pace = pace, Moment = moment, Streams = AttachedStreams.Input | AttachedStreams.Output | AttachedStreams.Error }, Cancellation);

    private static async Task<(long Bytes, long Lost)> ReadAllAsync(Attachment attachment)
    {
        var (bytes, lost) = (0L, 0L);
        while (await attachment.ReadAsync(Cancellation) is { } piece)
            (bytes, lost) = (bytes + piece.Bytes.Length, lost + piece.Lost);
        return (bytes, lost);
    }

    // Sleeping children of this process.
    private static List<string> Holders() =>
        [.. Directory.GetDirectories("/proc").Where(static path => int.TryParse(Path.GetFileName(path), out _)).Where(static path =>
        {
            try
            {
                return File.ReadAllText(Path.Combine(path, "cmdline")) == "sleep\0infinity\0" && File.ReadAllText(Path.Combine(path, "stat")).Contains($") S {Environment.ProcessId} ", StringComparison.Ordinal);
            }
            catch (IOException)
            {
                return false;
            }
        })];
}
