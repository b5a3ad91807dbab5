// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet.Tests;

/// <summary>What holds of every matrix, tried on matrices made by chance; the seed is printed with a failure.</summary>
public sealed class MatrixPropertyTests
{
    [Fact]
    public void The_combinations_are_the_product_in_order_without_what_is_excluded_and_then_what_is_included()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var axes = Enumerable.Range(0, random.Next(1, 4)).Select(axis => (Name: $"a{axis}", Values: Enumerable.Range(0, random.Next(1, 5)).Select(value => $"v{value}").ToList())).ToList();
            var excluded = Enumerable.Range(0, random.Next(0, 2)).Select(_ => axes[random.Next(axes.Count)]).Select(axis => (axis.Name, Value: axis.Values[random.Next(axis.Values.Count)])).ToList();
            var text = Write(axes, excluded, random.Next(0, 2));
            var expected = Oracle(axes, excluded, text.Contains("include", StringComparison.Ordinal));
            if (expected.Count == 0)
                continue;
            FleetText.ExpandWell(text).Targets.Select(target => string.Join(',', target.Axes)).ShouldBe(expected, $"seed {seed}\n{text}");
        }
    }

    [Fact]
    public void When_covers_exactly_the_combinations_that_match()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var values = Enumerable.Range(0, random.Next(2, 6)).Select(value => $"v{value}").ToList();
            var chosen = values.Where(_ => random.Next(2) == 0).ToList();
            if (chosen.Count == 0)
                continue;
            var text = $"fleet: f\nimages:\n  app:\n    matrix: {{ a: [{string.Join(", ", values)}], b: [x, y] }}\n    args: {{ HIT: \"no\" }}\n    when:\n      - match: {{ a: [{string.Join(", ", chosen)}], b: y }}\n        args: {{ HIT: \"yes\" }}\n";
            foreach (var target in FleetText.ExpandWell(text).Targets)
                target.Args["HIT"].ShouldBe(chosen.Contains(target.Axes[0].Value) && target.Axes[1].Value == "y" ? "yes" : "no", $"seed {seed}");
        }
    }

    // Counting in a mixed radix, unlike the expansion, which multiplies axis by axis.
    private static List<string> Oracle(List<(string Name, List<string> Values)> axes, List<(string Name, string Value)> excluded, bool included)
    {
        var all = new List<string>();
        var count = axes.Aggregate(1, (product, axis) => product * axis.Values.Count);
        for (var number = 0; number < count; number++)
        {
            var rest = number;
            var parts = new string[axes.Count];
            for (var axis = axes.Count - 1; axis >= 0; rest /= axes[axis].Values.Count, axis--)
                parts[axis] = $"{axes[axis].Name}={axes[axis].Values[rest % axes[axis].Values.Count]}";
            if (!excluded.Exists(rule => parts.Contains($"{rule.Name}={rule.Value}")))
                all.Add(string.Join(',', parts));
        }
        if (all.Count > 0 && included)
            all.Add(string.Join(',', axes.Select(axis => $"{axis.Name}=new")));
        return all;
    }

    private static string Write(List<(string Name, List<string> Values)> axes, List<(string Name, string Value)> excluded, int included)
    {
        var lines = axes.Select(axis => $"      {axis.Name}: [{string.Join(", ", axis.Values)}]").ToList();
        if (excluded.Count > 0)
            lines.Add($"      exclude: [{string.Join(", ", excluded.Select(rule => $"{{ {rule.Name}: {rule.Value} }}"))}]");
        if (included > 0)
            lines.Add($"      include: [{{ {string.Join(", ", axes.Select(axis => $"{axis.Name}: new"))} }}]");
        return $"fleet: f\nimages:\n  app:\n    matrix:\n{string.Join('\n', lines)}\n";
    }
}
