// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace Slipway.Bench;

/// <summary>Runs scenarios on all builders by turns and makes a table of their costs and our share of them.</summary>
internal sealed class Comparison(SlipwayBuilder ours, IReadOnlyList<IBuilder> peers, int rounds)
{
    private readonly List<(Scenario Scenario, IReadOnlyList<Cost> Costs, long Memory)> _rows = [];
    private int _round;

    private IReadOnlyList<IBuilder> Builders => [ours, .. peers];

    /// <summary>Measures one scenario. A round before the ones that count fills the caches, and shows that all make the same image.</summary>
    /// <exception cref="InvalidOperationException">A builder failed, or made another image.</exception>
    public async Task RunAsync(Scenario scenario)
    {
        scenario.Begin();
        var costs = Builders.ToDictionary(static builder => builder, static _ => new List<Cost>());
        foreach (var builder in Builders)
            await builder.ForgetAsync();
        await RoundAsync(scenario, costs);
        foreach (var same in Builders.SelectMany(builder => scenario.ImagesOf(builder).Index()).GroupBy(static image => image.Index, static image => image.Item))
            await SameImage.CheckAsync([.. same]);
        foreach (var list in costs.Values)
            list.Clear();
        for (var round = 0; round < rounds; round++)
            await RoundAsync(scenario, costs);
        _round++;
        await scenario.PrepareAsync(ours, _round);
        ours.IsWatched = true;
        await scenario.BuildAsync(ours, _round);
        ours.IsWatched = false;
        _rows.Add((scenario, [.. Builders.Select(builder => Cost.Median(costs[builder]))], ours.PeakMemory));
    }

    /// <summary>The table, in Markdown: seconds of wall and CPU time, and our share of each peer's.</summary>
    public string Table()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"| medians of {rounds} rounds |").AppendJoin("", Builders.Select(static builder => $" {builder.Name} |")).AppendJoin("", peers.Select(static peer => $" wall / {peer.Name} | CPU / {peer.Name} |"))
            .Append(" goal for wall | our peak PSS |\n|---|").Insert(text.Length, "---:|", (peers.Count * 3) + 3).Append('\n');
        foreach (var (scenario, costs, memory) in _rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {scenario.Name} |").AppendJoin("", costs.Select(static cost => $" {cost} |"));
            foreach (var peer in costs.Skip(1))
                text.Append(CultureInfo.InvariantCulture, $" {Share(costs[0].Wall, peer.Wall)} | {Share(costs[0].Cpu, peer.Cpu)} |");
            text.Append(CultureInfo.InvariantCulture, $" ≤ {scenario.Goal:0.000} | {memory / 1e6:0} MB |\n");
        }
        return text.ToString();
    }

    private async Task RoundAsync(Scenario scenario, Dictionary<IBuilder, List<Cost>> costs)
    {
        _round++;
        // All of them meet the same context, whatever a round changes in it.
        foreach (var builder in Builders)
        {
            await scenario.PrepareAsync(builder, _round);
            costs[builder].Add(await scenario.BuildAsync(builder, _round));
            Console.Error.WriteLine($"{scenario.Name}, {builder.Name}: {costs[builder][^1]} (wall, CPU)");
        }
    }

    private static string Share(TimeSpan own, TimeSpan peer) => (own / peer).ToString("0.000", CultureInfo.InvariantCulture);
}
