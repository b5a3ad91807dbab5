// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.Build;

namespace Slipway.Cli.Progress;

/// <summary>
/// A build as plain lines, in BuildKit's form: <c>#5 [build 2/4] RUN make</c>, <c>#5 0.123 text</c>, <c>#5 CACHED</c>, <c>#5 DONE 1.2s</c>.
/// The name stands again where the lines of another step came between.
/// </summary>
internal sealed class PlainBuildView(TextWriter writer) : IBuildView
{
    private readonly Lock _writing = new();
    private readonly Dictionary<int, DateTimeOffset> _started = [];
    private int _current;
    private bool _isOver;

    public void Report(BuildEvent value)
    {
        lock (_writing)
        {
            Write(value);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Write(BuildEvent value)
    {
        switch (value)
        {
            case StepStarted started:
                _started[started.Step.Id] = started.Time;
                Begin(started.Step);
                break;
            case StepLog log:
                Begin(log.Step);
                var since = (log.Time - _started.GetValueOrDefault(log.Step.Id, log.Time)).TotalSeconds;
                foreach (var line in log.Text.TrimEnd('\n').Split('\n'))
                    writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"#{log.Step.Id} {since:0.000} {DisplayText.Clean(line.TrimEnd('\r'))}"));
                break;
            case StepCached cached:
                End(cached.Step, "CACHED");
                break;
            case StepFinished finished:
                End(finished.Step, $"DONE {Units.Duration(finished.Duration)}");
                break;
            case StepFailed failed:
                End(failed.Step, $"ERROR: {DisplayText.Clean(failed.Failure.Message)}");
                break;
            case StepCancelled cancelled:
                End(cancelled.Step, "CANCELED");
                break;
            case BuildNote { Diagnostic: null } note:
                writer.WriteLine($"note: {DisplayText.Clean(note.Text)}");
                break;
        }
    }

    private void Begin(BuildStep step)
    {
        if (_current == step.Id)
        {
            _isOver = false;
            return;
        }
        if (_current != 0 && !_isOver)
            writer.WriteLine($"#{_current} ..."); // it goes on
        if (_current != 0)
            writer.WriteLine();
        _isOver = false;
        writer.WriteLine($"#{step.Id} {DisplayText.Clean(step.Name)}");
        _current = step.Id;
    }

    private void End(BuildStep step, string outcome)
    {
        Begin(step);
        writer.WriteLine($"#{step.Id} {outcome}");
        _isOver = true;
    }
}
