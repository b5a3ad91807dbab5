// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile.Tests;

public class ExpansionTests
{
    private static readonly Dictionary<string, string> Variables = new() { ["a"] = "1", ["path"] = "x/y/z.tar.gz", ["empty"] = "", ["e"] = "\U0001F600b" };

    [Theory]
    [InlineData("${path##*/}", "z.tar.gz")]
    [InlineData("${path#*/}", "y/z.tar.gz")]
    [InlineData("${path%.*}", "x/y/z.tar")]
    [InlineData("${path%%.*}", "x/y/z")]
    [InlineData("${path/\\//-}", "x-y/z.tar.gz")]
    [InlineData("${path//\\//-}", "x-y-z.tar.gz")]
    [InlineData("${path//[.]/-}", "x/y/z.tar.gz")]
    [InlineData("${e#?}", "b")]
    [InlineData("${e%b}", "\U0001F600")]
    [InlineData("${a//*/b}", "b")]
    [InlineData("\"a  b\"'  c'", "a  b  c")]
    public void Patterns_cut_and_replace(string word, string expected) => Expand(word).Text.ShouldBe(expected);

    [Theory]
    [InlineData("$a$$b", "$, b unset")]
    [InlineData("${b:-$c}", "b, c unset")]
    public void Unset_variables_are_reported_by_name(string word, string expected) =>
        (string.Join(", ", Expand(word).Unset.Select(use => use.Name).Order(StringComparer.Ordinal)) + " unset").ShouldBe(expected.Replace("$, b", "$"));

    [Fact]
    public void A_use_knows_its_place_and_whether_something_stands_in_for_it()
    {
        Expand("x$b-${c:-d}").Unset.ShouldBe([new("b", new(1, 2), false), new("c", new(4, 7), true)]);
    }

    [Fact]
    public void In_a_heredoc_quotes_are_text_and_a_backslash_escapes()
    {
        var body = Word.FromText("f", "it's \"$a\" \\$a 'it'\n");
        new WordExpander('`').Expand(body, Variables, ExpansionMode.Heredoc).Text.ShouldBe("it's \"1\" $a 'it'\n");
    }

    [Fact]
    public void The_escape_character_may_be_a_backtick()
    {
        new WordExpander('`').Expand("c:\\x`$a$a", Variables).Text.ShouldBe("c:\\x$a1");
    }

    [Theory]
    [InlineData("a${b", 1, 3, "a '}' is missing")]
    [InlineData("${a^^}", 0, 4, "the modifier '^' is not known in '${a…}'")]
    [InlineData("x'y", 1, 2, "a single quote is not closed")]
    [InlineData("x\"y", 1, 2, "a double quote is not closed")]
    [InlineData("${a#\\x}", 0, 7, "the pattern '\\x' escapes 'x', which needs none")]
    [InlineData("${}", 0, 2, "a variable name was expected after '${', not '}'")]
    [InlineData("${a/b}", 0, 6, "a '/' is missing between pattern and replacement")]
    public void A_word_that_cannot_be_expanded_says_where(string word, int start, int length, string message)
    {
        var problem = Expand(word).Problem.ShouldNotBeNull();
        (problem.Span, problem.Message).ShouldBe((new SourceSpan(start, length), message));
    }

    [Fact]
    public void Nesting_has_an_end()
    {
        Expand(string.Concat(Enumerable.Repeat("${b:-", 100_000))).Problem!.Message.ShouldBe("variables are nested more than 64 deep");
    }

    private static ExpandedWord Expand(string word) => new WordExpander('\\').Expand(word, Variables);
}
