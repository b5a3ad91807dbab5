// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Slipway.Bench;

/// <summary>What a second platform costs a fleet whose RUN steps are all on the build platform: our own time for two beside that for one.</summary>
internal sealed class PlatformsComparison(SlipwayBuilder ours, SampleFleet fleet, string bothBases, int rounds)
{
    private const double Goal = 1.3;

    private static readonly IReadOnlyList<string> One = ["linux/amd64"], Two = ["linux/amd64", "linux/arm64"];

    /// <summary>Measures both by turns, each from nothing, and gives a table of Markdown.</summary>
    public async Task<string> RunAsync()
    {
        var (one, two) = (new List<Cost>(), new List<Cost>());
        for (var round = 0; round <= rounds; round++)
        {
            one.Add(await BuildAsync(One));
            two.Add(await BuildAsync(Two));
        }
        // The first round only warms the machine.
        var (single, both) = (Cost.Median(one[1..]), Cost.Median(two[1..]));
        return string.Create(CultureInfo.InvariantCulture, $"""
            | | one platform | two | wall, two / one | CPU, two / one | goal for wall |
            |---|---:|---:|---:|---:|---:|
            | {fleet.Name}: cold, linux/arm64 added to linux/amd64 | {single} | {both} | {both.Wall / single.Wall:0.000} | {both.Cpu / single.Cpu:0.000} | ≤ {Goal:0.000} |

            """);
    }

    private async Task<Cost> BuildAsync(IReadOnlyList<string> platforms)
    {
        fleet.WriteFiles(null, platforms);
        await ours.ForgetAsync(bothBases);
        var cost = await ours.BuildAsync(fleet);
        Console.Error.WriteLine($"{fleet.Name}, {string.Join(" and ", platforms)}: {cost} (wall, CPU)");
        return cost;
    }
}
