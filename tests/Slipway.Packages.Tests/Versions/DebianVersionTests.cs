// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Native;
using Slipway.TestKit;

namespace Slipway.Packages.Tests;

public sealed class DebianVersionTests
{
    private const string Characters = "0123456789abzAZ.+~";

    [Theory]
    [InlineData("")]
    [InlineData("1:")]
    [InlineData(":1")]
    [InlineData("a:1")]
    [InlineData("1-")]
    [InlineData("1 2")]
    [InlineData("1_2")]
    [InlineData("1-2_3")]
    public void What_is_no_version_is_refused(string text) => DebianVersion.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public async Task Random_pairs_are_ordered_as_dpkg_orders_them()
    {
        Needs.Tool("dpkg");
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var pairs = Enumerable.Range(0, 1500).Select(_ => Pair(random)).ToList();
        // One shell asks dpkg for all: what it says of lt and eq tells the order.
        var script = new StringBuilder();
        foreach (var (left, right) in pairs)
            script.Append($"if dpkg --compare-versions '{left}' lt '{right}'; then echo -1; elif dpkg --compare-versions '{left}' eq '{right}'; then echo 0; else echo 1; fi\n");
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(script.ToString()));
        var answers = (await new Command("sh", []) { Input = input }.RunAsync(TestContext.Current.CancellationToken)).EnsureSuccess().OutputText.Split('\n');

        var wrong = pairs.Zip(answers).Where(static one => Math.Sign(DebianVersion.Parse(one.First.Left).CompareTo(DebianVersion.Parse(one.First.Right))) != int.Parse(one.Second)).ToList();

        answers.Length.ShouldBe(pairs.Count);
        wrong.ShouldBeEmpty($"seed {seed}");
    }

    private static (string Left, string Right) Pair(Random random)
    {
        var left = Make(random);
        if (random.Next(3) == 0)
            return (left, Make(random));
        // Close to each other, where the rules differ.
        var right = new StringBuilder(left);
        var at = random.Next(left.IndexOf(':', StringComparison.Ordinal) + 2, left.Length + 1);
        if (random.Next(2) == 0 || at >= left.Length)
            right.Insert(at, Characters[random.Next(Characters.Length)]);
        else
            right[at] = right[at] == '-' ? '-' : Characters[random.Next(Characters.Length)];
        return (left, right.ToString());
    }

    private static string Make(Random random)
    {
        string Word() => string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => Characters[random.Next(Characters.Length)]));
        var epoch = random.Next(4) == 0 ? $"{random.Next(3)}:" : "";
        var revision = random.Next(2) == 0 ? $"-{Word()}" : "";
        return $"{epoch}{random.Next(10)}{Word()}{revision}";
    }
}
