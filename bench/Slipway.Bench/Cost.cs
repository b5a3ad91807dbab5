// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Slipway.Bench;

/// <summary>What a build cost.</summary>
/// <param name="Wall">From its start to its end.</param>
/// <param name="Cpu">Of the command, of what it waited for, and of the daemon that worked for it.</param>
internal readonly record struct Cost(TimeSpan Wall, TimeSpan Cpu)
{
    /// <summary>The middle of several, of each figure by itself.</summary>
    public static Cost Median(IReadOnlyList<Cost> costs) => new(Middle(costs.Select(static cost => cost.Wall)), Middle(costs.Select(static cost => cost.Cpu)));

    /// <summary>Seconds, those of the CPU in brackets.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Wall.TotalSeconds:0.00} ({Cpu.TotalSeconds:0.00})");

    private static TimeSpan Middle(IEnumerable<TimeSpan> times)
    {
        var ordered = times.Order().ToList();
        return (ordered[(ordered.Count - 1) / 2] + ordered[ordered.Count / 2]) / 2;
    }
}
