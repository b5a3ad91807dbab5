// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile.Tests;

public class DockerIgnoreTests
{
    [Theory]
    [InlineData("node_modules", "node_modules/a/b", true)]
    [InlineData("node_modules", "src/node_modules", false)]
    [InlineData("**/node_modules", "src/x/node_modules/a", true)]
    [InlineData("**/node_modules", "node_modules", true)]
    [InlineData("*.log", "a.log", true)]
    [InlineData("*.log", "b/a.log", false)]
    [InlineData("**/*.log", "b/c/a.log", true)]
    [InlineData("a/*/c", "a/b/c", true)]
    [InlineData("a/*/c", "a/b/b/c", false)]
    [InlineData("a/**/c", "a/c", true)]
    [InlineData("a/**/c", "a/b/b/c/d", true)]
    [InlineData("a/**", "a/b", true)]
    [InlineData("a/**", "a", false)]
    [InlineData("**", "anything/at/all", true)]
    [InlineData("a?c", "abc", true)]
    [InlineData("a?c", "a/c", false)]
    [InlineData("a?c", "a\U0001F600c", true)]
    [InlineData("[a-c]x", "bx", true)]
    [InlineData("[^a-c]x", "bx", false)]
    [InlineData("a\\*", "a*", true)]
    [InlineData("a\\*", "ab", false)]
    [InlineData("/a", "a", true)]
    [InlineData("./a/../b/", "b", true)]
    [InlineData(" a ", "a", true)]
    [InlineData("#a", "#a", false)]
    [InlineData(" #a", "#a", true)]
    [InlineData("a.b", "aXb", false)]
    [InlineData("a+(b)|{c}$", "a+(b)|{c}$", true)]
    [InlineData(".", "a", false)]
    public void A_pattern_matches_a_path_or_a_parent_of_it(string pattern, string path, bool expected) =>
        Parse(pattern).IsIgnored(path).ShouldBe(expected);

    [Fact]
    public void The_last_pattern_that_matches_decides()
    {
        var ignore = Parse("*\n!src\nsrc/**/*.md\n!/src/README.md\n! dist ");
        ignore.IsIgnored("a").ShouldBeTrue();
        ignore.IsIgnored("src").ShouldBeFalse();
        ignore.IsIgnored("src/x.c").ShouldBeFalse();
        ignore.IsIgnored("src/x.md").ShouldBeTrue();
        ignore.IsIgnored("src/README.md").ShouldBeFalse();
        ignore.IsIgnored("dist/x").ShouldBeFalse();
    }

    [Fact]
    public void The_deciding_pattern_knows_its_line()
    {
        var ignore = DockerIgnore.Parse(SourceText.From(".dockerignore", "# c\n\n*.md\n!a.md\n"));
        var pattern = ignore.Check("docs.md").Pattern.ShouldNotBeNull();
        $"{pattern.Written.Source.Path}:{pattern.Written.Source.GetPosition(pattern.Written.Span.Start).Line} '{pattern.Written}'".ShouldBe(".dockerignore:3 '*.md'");
        ignore.Check("a.md").Pattern!.IsException.ShouldBeTrue();
    }

    [Theory]
    [InlineData("a", "a", true)]
    [InlineData("a\n!a/b", "a", false)]
    [InlineData("a\n!b", "a", true)]
    [InlineData("a\n!a/*.md", "a", false)]
    [InlineData("a\n!ab/c", "a", true)]
    [InlineData("a\n!**/x", "a", false)]
    [InlineData("a\n!a/b/c", "a/b", false)]
    [InlineData("a\n!a/b/c", "a/d", true)]
    [InlineData("*.md", "a", false)]
    public void A_folder_can_be_skipped_if_nothing_below_can_come_back(string patterns, string folder, bool expected) =>
        Parse(patterns).Check(folder).CanSkip.ShouldBe(expected);

    [Fact]
    public void A_walk_that_hands_results_down_says_what_a_check_from_the_top_says()
    {
        var ignore = Parse("a\n!a/b\na/b/*.log\n!**/keep.log\n**/t?mp");
        foreach (var path in (string[])["a/b/x.log", "a/b/keep.log", "a/c", "b/temp/x", "a/b/temp/keep.log"])
        {
            var result = default(IgnoreResult);
            var parts = path.Split('/');
            for (var depth = 1; depth <= parts.Length; depth++)
                result = ignore.Check(string.Join('/', parts[..depth]), result);
            result.IsIgnored.ShouldBe(ignore.IsIgnored(path), path);
        }
    }

    [Fact]
    public void Lines_that_are_no_patterns_are_reported_and_left_out()
    {
        var ignore = Parse("!\n[\na\n[]\nb\\");
        ignore.Diagnostics.Select(diagnostic => diagnostic.ToString()).ShouldBe(
        [
            ".dockerignore:1:1: error: '!' stands without a pattern",
            ".dockerignore:2:1: error: '[' is not a pattern",
            ".dockerignore:4:1: error: '[]' is not a pattern",
            ".dockerignore:5:1: error: 'b\\' is not a pattern",
        ]);
        ignore.Patterns.Select(pattern => pattern.Text).ShouldBe(["a"]);
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_a_pattern() =>
        DockerIgnore.Parse(SourceText.FromBytes("f", [0xEF, 0xBB, 0xBF, (byte)'a'])).IsIgnored("a").ShouldBeTrue();

    private static DockerIgnore Parse(string patterns) => DockerIgnore.Parse(SourceText.From(".dockerignore", patterns));
}
