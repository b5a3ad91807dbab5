// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;

namespace Slipway.Fleet.Tests;

/// <summary>What the pages on claims show can be typed as it stands there.</summary>
public sealed partial class DocumentedClaimsTests
{
    [GeneratedRegex(@"^(?<indent> *)```yaml\n(?<text>.*?)^ *```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [Theory]
    [InlineData("reference/claims.md", 2)]
    [InlineData("how-to/prove-claims.md", 1)]
    public void Every_example_is_read_well_and_claims_something(string page, int count)
    {
        var text = File.ReadAllText(Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(Example.Folder("openhqm")))!, "docs", page));
        var examples = Blocks().Matches(text).Select(match => string.Concat(match.Groups["text"].Value.Split('\n').Select(line => line[Math.Min(line.Length, match.Groups["indent"].Length)..] + "\n"))).ToList();
        examples.Count.ShouldBe(count);
        foreach (var example in examples)
        {
            var file = example.StartsWith("claims:", StringComparison.Ordinal)
                ? "fleet: f\nversion: 1.2.3\nimages:\n  base: {}\n  app:\n    platforms: [linux/amd64, linux/arm64]\n" + FleetText.Indent(example, 4) : example;
            FleetText.ExpandWell(file).Find("app")!.Claims.Count.ShouldBeGreaterThan(2);
        }
    }

    [Fact]
    public void The_page_has_every_word_that_the_reader_knows()
    {
        var text = File.ReadAllText(Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(Example.Folder("openhqm")))!, "docs", "reference", "claims.md"));
        var words = FleetFileReference.Parts.Single(part => part.Name == "claims").Words;
        words.Where(word => !text.Contains($"`{word}`", StringComparison.Ordinal) && !text.Contains($"`{word}:", StringComparison.Ordinal)).ShouldBeEmpty();
    }
}
