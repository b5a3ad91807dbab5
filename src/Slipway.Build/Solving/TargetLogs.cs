// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace Slipway.Build;

/// <summary>
/// Writes one log for each target in the build's folder of logs, when the target is done: every step it needed, in the order in which they began, with what
/// each wrote, whichever other targets needed it too. Long logs are named and not repeated. A target none of whose steps ran gets none.
/// </summary>
internal sealed class TargetLogs(StepLogs logs, StepTimings timings)
{
    private const int LongestRepeated = 64 * 1024;

    /// <summary>Writes the log of a target.</summary>
    /// <returns>The file; null where none of its steps ran, or the disk refused.</returns>
    public string? Write(TargetResult result)
    {
        var steps = timings.All.Where(timing => timing.Step.Kind != StepKind.Image && timing.Step.Targets.Contains(result.Target.Name)).ToList();
        if (steps.All(static timing => timing.Outcome is StepOutcome.Cached))
            return null;
        try
        {
            var text = new StringBuilder();
            text.Append(CultureInfo.InvariantCulture, $"{result.Target.Name}: {(result.Failure is { } failure ? $"not built: {failure.Message}" : $"built {result.Image?.Digest}")}\n");
            foreach (var timing in steps)
                Append(text, timing, result.Target.Name);
            return logs.WriteBeside($"target-{StepLogs.Slug(result.Target.Name)}", text.ToString());
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null; // a build goes on without its logs on disk
        }
    }

    private void Append(StringBuilder text, StepTiming timing, string target)
    {
        var outcome = timing.Outcome switch
        {
            StepOutcome.Run => string.Create(CultureInfo.InvariantCulture, $"DONE {timing.Duration.TotalSeconds:0.0}s"),
            StepOutcome.Failed => string.Create(CultureInfo.InvariantCulture, $"FAILED after {timing.Duration.TotalSeconds:0.0}s"),
            StepOutcome.Cancelled => "STOPPED",
            _ => "CACHED",
        };
        var others = timing.Step.Targets.Where(name => name != target).ToList();
        text.Append(CultureInfo.InvariantCulture, $"\n#{timing.Step.Id} {timing.Step.Name.ReplaceLineEndings(" ")}\n#{timing.Step.Id} {outcome}");
        text.Append(others.Count == 0 || timing.Outcome == StepOutcome.Cached ? "\n" : $" (also for {string.Join(", ", others)})\n");
        if (logs.PathOf(timing.Step) is not { } log)
            return;
        if (new FileInfo(log).Length > LongestRepeated)
            text.Append(CultureInfo.InvariantCulture, $"its log is long: {log}\n");
        else
            text.Append(File.ReadAllText(log, Encoding.UTF8).TrimEnd('\n')).Append('\n');
    }
}
