// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Slipway.Native;
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests.Fleets;

/// <summary>A fleet's build on a real terminal, tmux's, which is made smaller meanwhile.</summary>
public sealed class LiveFleetTests : IAsyncLifetime
{
    private readonly InstalledProgram _slipway = new();
    private readonly string _server = $"slipway-test-{Guid.NewGuid():N}";

    private bool _isStarted;
    private bool _isOver;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Needs.Root();
        foreach (var tool in (string[])["runc", "busybox", "tmux"])
            Needs.Tool(tool);
        (await _slipway.RunAsync("base", "busybox", "-t", "test/base:1")).ShouldSucceed();
        _slipway.Folder.Write("fleet/Dockerfile", "FROM test/base:1\nARG N\nRUN echo \"日本語 $N is at work\"; sleep 1000\n");
        _slipway.Folder.Write("fleet/slipway.yaml", "fleet: live\nimages:\n  app: { context: ., matrix: { n: [one, two, three, four, five, six, seven, eight, nine] }, args: { N: \"{n}\" }, tags: [\"{n}\"] }\n");
    }

    public async ValueTask DisposeAsync()
    {
        // A test that failed leaves it running, and a program that loses its terminal leaves its steps.
        if (!_isOver && _isStarted)
        {
            await TmuxAsync("send-keys", "C-c");
            await ScreenAsync(IsOver);
        }
        await new Command("tmux", ["-L", _server, "kill-server"]).RunAsync(CancellationToken.None);
        await _slipway.DisposeAsync();
    }

    [Fact]
    public async Task Every_running_step_has_its_line_and_a_smaller_terminal_shows_no_more_than_it_has_room_for()
    {
        await StartAsync(100, 30);
        var wide = await ScreenAsync(static lines => lines.Count(static line => line.StartsWith('→')) == 9 && lines.Exists(static line => line.Contains("nine is at work", StringComparison.Ordinal)));
        wide.Count(static line => line.StartsWith("Building ", StringComparison.Ordinal)).ShouldBe(1);
        wide.Single(static line => line.StartsWith("Building ", StringComparison.Ordinal)).ShouldMatch("0 of 9 steps done, 0 from the cache, 9 running, 0 waiting");
        foreach (var name in (string[])["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"])
            wide.Count(line => line.StartsWith($"→ [app(n={name}) 2/2] RUN echo", StringComparison.Ordinal)).ShouldBe(1);

        // It wraps what was drawn; nothing of that may stay.
        await TmuxAsync("resize-window", "-x", "50", "-y", "30");
        await ScreenAsync(static lines => lines.Count(static line => line.StartsWith('→')) == 9 && lines.Where(static line => line.StartsWith('→')).All(static line => line.EndsWith('s'))
            && lines.Count(static line => line.Length > 0 && !line.StartsWith("note:", StringComparison.Ordinal)) <= 1 + 9 + 9 + 2);

        await TmuxAsync("resize-window", "-x", "44", "-y", "9");
        var small = await ScreenAsync(static lines => lines.Exists(static line => line.Contains("more", StringComparison.Ordinal)));

        small.Count(static line => line.StartsWith("Building ", StringComparison.Ordinal)).ShouldBe(1);
        small.Count(static line => line.StartsWith('→')).ShouldBe(6);
        small.ShouldContain("  and 3 more");
        small.Where(static line => line.StartsWith('→')).ShouldAllBe(static line => System.Text.RegularExpressions.Regex.IsMatch(line, @" [0-9.]+s$"));

        await TmuxAsync("send-keys", "C-c");
        var end = await ScreenAsync(IsOver);
        _isOver = true;
        end.ShouldContain("ended with 130");
        MountTable.Below(_slipway.Home).ShouldBeEmpty();
    }

    private static bool IsOver(List<string> lines) => lines.Exists(static line => line.StartsWith("ended with", StringComparison.Ordinal));

    private async Task StartAsync(int width, int height)
    {
        var program = InstalledProgram.Executable;
        var root = Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(typeof(object).Assembly.Location))));
        var command = $"cd {_slipway.Folder.Path}; SLIPWAY_HOME={_slipway.Home} DOTNET_ROOT={root} LANG=C.UTF-8 {program} build ./fleet --jobs 9; echo ended with $?; sleep 100";
        await TmuxAsync("-u", "-f", "/dev/null", "new-session", "-d", "-x", $"{width}", "-y", $"{height}", command);
        _isStarted = true;
    }

    // What stands on the screen, as soon as it is as expected.
    private async Task<List<string>> ScreenAsync(Predicate<List<string>> isReached)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            var lines = (await TmuxAsync("capture-pane", "-p")).Split('\n').Select(static line => line.TrimEnd()).ToList();
            if (isReached(lines))
                return lines;
            if (waited.Elapsed > TimeSpan.FromMinutes(1))
                throw new TimeoutException("The screen did not become what it should within a minute:\n" + string.Join('\n', lines));
            await Task.Delay(TimeSpan.FromMilliseconds(50), Cancellation);
        }
    }

    private async Task<string> TmuxAsync(params string[] words)
    {
        var result = await new Command("tmux", ["-u", "-L", _server, .. words]).RunAsync(Cancellation);
        return result.EnsureSuccess().OutputText;
    }
}
