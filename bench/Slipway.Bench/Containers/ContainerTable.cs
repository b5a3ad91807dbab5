// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace Slipway.Bench;

/// <summary>The table of what engines did with containers: ours first, then its peers', the ratios, and the goal for the first of them.</summary>
internal sealed class ContainerTable(IReadOnlyList<IContainerEngine> engines, int rounds)
{
    private readonly StringBuilder _rows = new();

    /// <summary>Adds what was measured in rounds.</summary>
    /// <param name="name">What it is, with its unit.</param>
    /// <param name="figures">Each engine's, once a round.</param>
    /// <param name="form">How a figure is written.</param>
    /// <param name="goal">The goal for the ratio to the first peer, or for ours; null for none.</param>
    public void AddMedians(string name, IReadOnlyList<IReadOnlyList<double>> figures, string form, string? goal) => AddFigures(name, [.. figures.Select(Median)], form, goal);

    /// <summary>Adds what was measured once.</summary>
    /// <inheritdoc cref="AddMedians"/>
    public void AddFigures(string name, IReadOnlyList<double> figures, string form, string? goal)
    {
        _rows.Append(CultureInfo.InvariantCulture, $"| {name} |").AppendJoin("", figures.Select(figure => $" {figure.ToString(form, CultureInfo.InvariantCulture)} |"));
        foreach (var peer in figures.Skip(1))
            _rows.Append(peer > 0 ? string.Create(CultureInfo.InvariantCulture, $" {figures[0] / peer:0.000} |") : " |");
        _rows.Append(CultureInfo.InvariantCulture, $" {goal} |\n");
    }

    public override string ToString() => new StringBuilder().Append(CultureInfo.InvariantCulture, $"| medians of {rounds} rounds |")
        .AppendJoin("", engines.Select(static engine => $" {engine.Name} |")).AppendJoin("", engines.Skip(1).Select(static peer => $" ours / {peer.Name} |"))
        .Append(CultureInfo.InvariantCulture, $" goal, of {engines[1].Name} |\n|---|").AppendJoin("", Enumerable.Repeat("---:|", engines.Count * 2)).Append('\n').Append(_rows).ToString();

    private static double Median(IReadOnlyList<double> figures)
    {
        var ordered = figures.Order().ToList();
        return (ordered[(ordered.Count - 1) / 2] + ordered[ordered.Count / 2]) / 2;
    }
}
