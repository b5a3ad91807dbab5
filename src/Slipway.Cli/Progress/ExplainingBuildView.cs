// SPDX-License-Identifier: Apache-2.0
using Slipway.Build;

namespace Slipway.Cli.Progress;

/// <summary>Says below a view, when the build is over, why each step ran that did (<c>--explain</c>).</summary>
internal sealed class ExplainingBuildView(IBuildView inner, TextWriter writer, Style style) : IBuildView
{
    private readonly Lock _gate = new();
    private readonly List<(BuildStep Step, IReadOnlyList<CacheMiss> Misses)> _ran = [];

    public void Report(BuildEvent value)
    {
        (BuildStep, IReadOnlyList<CacheMiss>)? ran = value switch
        {
            StepStarted { Misses: { Count: > 0 } misses } started => (started.Step, misses),
            StepMissed missed => (missed.Step, missed.Misses),
            _ => null,
        };
        if (ran is { } one)
        {
            lock (_gate)
                _ran.Add(one);
        }
        inner.Report(value);
    }

    public void Pause() => inner.Pause();

    public void Resume() => inner.Resume();

    public async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        writer.WriteLine(style.Strong(_ran.Count == 0 ? "every step came from the cache" : "why steps ran:"));
        foreach (var (step, misses) in _ran.OrderBy(static one => one.Step.Id))
        {
            writer.WriteLine($"  {DisplayText.Clean(step.Name)}");
            foreach (var miss in misses)
                writer.WriteLine($"    {DisplayText.Clean(miss.Reason)}");
        }
    }
}
