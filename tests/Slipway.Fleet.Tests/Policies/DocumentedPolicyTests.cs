// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using Slipway.Dockerfile;

namespace Slipway.Fleet.Tests;

/// <summary>What the pages on policies show can be typed as it stands there.</summary>
public sealed partial class DocumentedPolicyTests
{
    [GeneratedRegex(@"^(?<indent> *)```yaml\n(?<text>.*?)^ *```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [Theory]
    [InlineData("reference/policy.md", 5)]
    [InlineData("how-to/keep-images-out.md", 3)]
    public void Every_example_is_read_well(string page, int rules)
    {
        var example = Blocks().Matches(Page(page)).ShouldHaveSingleItem();
        var text = string.Concat(example.Groups["text"].Value.Split('\n').Select(line => line[Math.Min(line.Length, example.Groups["indent"].Length)..] + "\n"));

        var file = PolicyFile.Read(SourceText.From("policy.yaml", text));

        file.Diagnostics.Select(static diagnostic => DiagnosticRenderer.Render(diagnostic)).ShouldBeEmpty();
        file.Policy.Rules.Count.ShouldBe(rules);
    }

    [Fact]
    public void The_page_has_every_word_that_the_reader_knows()
    {
        var unknown = PolicyFile.Read(SourceText.From("policy.yaml", "rules: [{ name: a, forbid: true, zzzzzzzz: 1 }]")).Diagnostics.ShouldHaveSingleItem();

        var words = unknown.Help.ShouldNotBeNull()["it has ".Length..].Split(", ").Append("mutable-tags").Append("rules").Concat(PolicyFile.Doors.Keys);
        var text = Page("reference/policy.md");
        words.Where(word => !text.Contains($"`{word}", StringComparison.Ordinal) && !text.Contains($"{word}:", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    private static string Page(string page) => File.ReadAllText(Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(Example.Folder("openhqm")))!, "docs", page));
}
