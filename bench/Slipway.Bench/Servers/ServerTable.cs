// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace Slipway.Bench;

/// <summary>The table of what registries did: ours first, then its peer's, their ratio, and the goal.</summary>
internal sealed class ServerTable(int rounds, string peer)
{
    private readonly StringBuilder _rows = new();

    /// <summary>Adds what is better the more of it is done.</summary>
    public void AddRates(string name, IReadOnlyList<Load> ours, IReadOnlyList<Load> theirs, double goal)
    {
        var (rate, peers) = (Median(ours.Select(static load => load.Rate)), Median(theirs.Select(static load => load.Rate)));
        var (cpuRate, peersCpu) = (Median(ours.Select(static load => load.CpuRate)), Median(theirs.Select(static load => load.CpuRate)));
        _rows.Append(CultureInfo.InvariantCulture, $"| {name} | {rate:0.0}/s ({cpuRate:0.0}) | {peers:0.0}/s ({peersCpu:0.0}) | {rate / peers:0.0} ({cpuRate / peersCpu:0.0}) | ≥ {goal} |\n");
    }

    /// <summary>Adds what is better the less there is of it.</summary>
    /// <param name="name">What it is, with its unit.</param>
    /// <param name="ours">Ours, once a round.</param>
    /// <param name="theirs">The peer's, once a round.</param>
    /// <param name="form">How a figure is written.</param>
    /// <param name="goal">The goal for the ratio or, with a unit, for ours.</param>
    public void AddCosts(string name, IReadOnlyList<double> ours, IReadOnlyList<double> theirs, string form, string goal)
    {
        var (own, peers) = (Median(ours), Median(theirs));
        _rows.Append(CultureInfo.InvariantCulture, $"| {name} | {own.ToString(form, CultureInfo.InvariantCulture)} | {peers.ToString(form, CultureInfo.InvariantCulture)} | {own / peers:0.000} | {goal} |\n");
    }

    public override string ToString() => $"| medians of {rounds} rounds | slipway | {peer} | ratio | goal |\n|---|---:|---:|---:|---:|\n{_rows}";

    private static double Median(IEnumerable<double> figures)
    {
        var ordered = figures.Order().ToList();
        return (ordered[(ordered.Count - 1) / 2] + ordered[ordered.Count / 2]) / 2;
    }
}
