// SPDX-License-Identifier: Apache-2.0
using Slipway.Build;

namespace Slipway.Cli.Progress;

/// <summary>
/// A build on a terminal: what is done scrolls by with its time, below it a line for each step under way with the end of its log, and how
/// much is done and waiting.
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
            case StepStarted started:
                _running[started.Step.Id] = new(started.Step, started.Time, LogLines);
                break;
            case StepLog log when _running.TryGetValue(log.Step.Id, out var step):
                step.Log(log.Text);
                break;
            case StepProgress progress when _running.TryGetValue(progress.Step.Id, out var step):
                step.Transfer = progress.Total is { } total
                    ? $"{progress.What} {Units.Size(progress.Done)} of {Units.Size(total)}"
                    : $"{progress.What} {Units.Size(progress.Done)}";
                break;
            case StepCached cached:
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
        var waiting = Math.Max(0, _total - _done - _running.Count);
        yield return _style.Strong($"Building {Units.Duration(now - _begun)}") + _style.Faint($"  {_done} of {Math.Max(_total, _done + _running.Count)} steps done, {_cached} from the cache, {waiting} waiting");
        foreach (var step in _running.Values)
        {
            yield return $"{_style.Busy("→")} {Name(step.Step)} {_style.Faint(Units.Duration(now - step.Started))}";
            if (step.Transfer is { } transfer)
                yield return _style.Faint($"    {DisplayText.Clean(transfer)}");
            foreach (var line in step.Tail.TakeLast(_running.Count > 3 ? 1 : LogLines))
                yield return _style.Faint($"    {line}");
        }
    }

    private static string Name(BuildStep step) => DisplayText.Clip(DisplayText.Clean(step.Name), 100);

    private sealed class RunningStep(BuildStep step, DateTimeOffset started, int lines)
    {
        private readonly Queue<string> _tail = new();

        public BuildStep Step => step;

        public DateTimeOffset Started => started;

        public string? Transfer { get; set; }

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
