// SPDX-License-Identifier: Apache-2.0
using Slipway.Build;
using Slipway.Oci;

namespace Slipway.Cli.Progress;

/// <summary>
/// A build on a terminal: what is done scrolls by with its time, below it how much is done and waiting and how long it will take, and a line for each step
/// under way, with the end of its log where there is room.
/// </summary>
internal sealed class LiveBuildView : IBuildView
{
    public const int DefaultLogLines = 6;
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);
    private readonly Lock _changing = new();
    private readonly SortedDictionary<int, RunningStep> _running = [];
    private readonly List<string> _above = [];
    private readonly LiveRegion _region;
    private readonly Style _style;
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _begun;
    private readonly ITimer _beat;
    private readonly BuildForecast _forecast = new();
    private (DateTimeOffset At, TimeSpan? Left) _left;
    private int _total;
    private int _done;
    private int _cached;
    private bool _ended;
    private bool _paused;

    public LiveBuildView(TextWriter writer, Style style, Func<(int Width, int Height)> size, TimeProvider time)
    {
        (_style, _time, _begun) = (style, time, time.GetUtcNow());
        _region = new(writer, size);
        _beat = time.CreateTimer(_ => Draw(), null, Beat, Beat);
    }

    /// <summary>How many lines of a running step's log are shown, while few steps run.</summary>
    public int LogLines { get; init; } = DefaultLogLines;

    public void Pause()
    {
        lock (_changing)
        {
            _region.Update([.. _above], []);
            _above.Clear();
            _paused = true;
        }
    }

    public void Resume()
    {
        lock (_changing)
            _paused = false;
    }

    public void Report(BuildEvent value)
    {
        lock (_changing)
        {
            _forecast.Observe(value);
            Take(value);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _beat.DisposeAsync();
        lock (_changing)
        {
            _ended = true;
            _region.Update([.. _above], []);
            _above.Clear();
        }
    }

    private void Take(BuildEvent value)
    {
        switch (value)
        {
            case BuildStarted started:
                _total = started.StepsUnique;
                break;
            case StepStarted { Step.Kind: not StepKind.Image } started:
                _running[started.Step.Id] = new(started.Step, started.Time, LogLines);
                break;
            case StepLog log when _running.TryGetValue(log.Step.Id, out var step):
                step.Log(log.Text);
                break;
            case StepProgress progress when _running.TryGetValue(progress.Step.Id, out var step):
                step.Take(progress);
                break;
            case StepCached { Step.Kind: not StepKind.Image } cached:
                _cached++;
                End(cached.Step, null);
                break;
            case StepFinished finished:
                End(finished.Step, $"{_style.Good("✔")} {Name(finished.Step)} {_style.Faint(Units.Duration(finished.Duration))}");
                break;
            case StepFailed failed:
                End(failed.Step, $"{_style.Bad("✘")} {Name(failed.Step)} {_style.Bad("failed after " + Units.Duration(failed.Duration))}");
                break;
            case StepCancelled cancelled:
                End(cancelled.Step, $"{_style.Faint("-")} {Name(cancelled.Step)} {_style.Faint("stopped")}");
                break;
            case BuildNote { Diagnostic: null } note:
                _above.Add(_style.Faint($"note: {DisplayText.Clean(note.Text)}"));
                break;
        }
    }

    private void End(BuildStep step, string? line)
    {
        _running.Remove(step.Id);
        if (step.Kind != StepKind.Export)
            _done++;
        if (line is not null)
            _above.Add(line);
    }

    private void Draw()
    {
        lock (_changing)
        {
            if (_ended || _paused)
                return;
            _region.Update([.. _above], [.. Lines()]);
            _above.Clear();
        }
    }

    private IEnumerable<string> Lines()
    {
        var now = _time.GetUtcNow();
        var (width, height) = _region.Size;
        var running = _running.Values.Count(static step => step.Step.Kind != StepKind.Export);
        var waiting = Math.Max(0, _total - _done - running);
        yield return _style.Strong($"Building {Units.Duration(now - _begun)}{Left(now)}")
            + _style.Faint($"  {_done} of {Math.Max(_total, _done + running)} steps done, {_cached} from the cache, {running} running, {waiting} waiting");
        // One line stays for the cursor, and one is the heading.
        var room = Math.Max(1, height - 2);
        var shown = _running.Count <= room ? _running.Count : room - 1;
        var tail = shown == 0 ? 0 : Math.Min(_running.Count > 3 ? 1 : LogLines, (room - shown) / shown);
        foreach (var step in _running.Values.Take(shown))
        {
            yield return Line(step, now, width);
            var below = step.Transfer(now) is { } transfer ? step.Tail.Append(DisplayText.Clean(transfer)) : step.Tail;
            foreach (var line in below.TakeLast(tail))
                yield return _style.Faint($"    {line}");
        }
        if (shown < _running.Count)
            yield return _style.Faint($"  and {_running.Count - shown} more");
    }

    // The name gives way, so that it is always seen for whom the step is and how long it has run.
    private string Line(RunningStep step, DateTimeOffset now, int width)
    {
        var others = step.Step.Targets.Count - 1;
        var foreign = step.Step.Platform.Satisfies(Platform.Host) || step.Step.Name.Contains("->", StringComparison.Ordinal) ? "" : $" {step.Step.Platform}";
        var facts = $"{foreign}{(others > 0 ? $" (+{others} {(others == 1 ? "image" : "images")})" : "")} {Units.Duration(now - step.Started)}";
        return $"{_style.Busy("→")} {TextWidth.Clip(DisplayText.Clean(step.Step.Name), Math.Max(8, width - 3 - facts.Length))}{_style.Faint(facts)}";
    }

    // Worked out once a second; steps that turn out to be cached would else make it jump.
    private string Left(DateTimeOffset now)
    {
        if (now - _left.At >= TimeSpan.FromSeconds(1))
            _left = (now, now - _begun >= TimeSpan.FromSeconds(1) ? _forecast.Remaining(now) : null);
        return _left.Left is { } left && left > TimeSpan.Zero ? $", {(_forecast.IsGuess ? "at a guess" : "about")} {Units.Duration(left)} left" : "";
    }

    private static string Name(BuildStep step) => DisplayText.Clip(DisplayText.Clean(step.Name), 100);

    private sealed class RunningStep(BuildStep step, DateTimeOffset started, int lines)
    {
        private readonly Queue<string> _tail = new();
        private readonly TransferTally<string> _tally = new(started);
        private readonly HashSet<string> _parts = new(StringComparer.Ordinal);
        private StepProgress? _progress;

        public BuildStep Step => step;

        public DateTimeOffset Started => started;

        // Of several parts, what they come to together; of one, its name as well.
        public string? Transfer(DateTimeOffset now) => _progress is not { } progress ? null
            : progress.Total is null ? $"{progress.What} {Units.Size(progress.Done)}"
            : _parts.Count > 1 ? _tally.Tell(now)
            : $"{progress.What} {_tally.Tell(now)}";

        public void Take(StepProgress progress)
        {
            _progress = progress;
            if (progress.Total is not { } total)
                return;
            // What is whole at once was there.
            if (_parts.Add(progress.What) || !_tally.Waits(progress.What) || progress.Done < total)
                _tally.Set(progress.What, progress.Done, total);
            else
                _tally.Remove(progress.What);
        }

        public IEnumerable<string> Tail => _tail;

        public void Log(string text)
        {
            foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                // A progress bar rewrites its line: what it shows last is what counts.
                var shown = line.TrimEnd('\r');
                _tail.Enqueue(DisplayText.Clean(shown[(shown.LastIndexOf('\r') + 1)..]));
                if (_tail.Count > lines)
                    _tail.Dequeue();
            }
        }
    }
}
