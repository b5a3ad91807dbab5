// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Check.Tests;

public sealed class FilePatternTests
{
    [Theory]
    [InlineData("/app/**/*.map", "app", "a.map", true)]
    [InlineData("/app/**/*.map", "app", "x/y/a.map", true)]
    [InlineData("/app/**/*.map", "app", "a.js", false)]
    [InlineData("/app/*.map", "app", "x/a.map", false)]
    [InlineData("/**", "", "a/b", true)]
    [InlineData("/a?c", "", "abc", true)]
    [InlineData("/a?c", "", "a/c", false)]
    [InlineData("/lib/[ab]*", "lib", "bcd", true)]
    [InlineData("/lib/[!ab]*", "lib", "bcd", false)]
    [InlineData("/lib/[!ab]*", "lib", "cd", true)]
    [InlineData("/lib/[a", "lib", "[a", true)]
    [InlineData("/a.b*", "", "axb", false)]
    [InlineData("/x/a+(b)*", "x", "a+(b)c", true)]
    public void A_pattern_matches_below_the_directory_that_its_plain_words_name(string pattern, string directory, string path, bool matches)
    {
        var parsed = FilePattern.Parse(pattern);
        parsed.Directory.ShouldBe(directory);
        parsed.Matches(path).ShouldBe(matches);
    }

    [Theory]
    [InlineData("/", "", "")]
    [InlineData("/a", "", "a")]
    [InlineData("/a/b/c/", "a/b", "c")]
    public void A_plain_path_is_a_directory_and_a_name(string path, string directory, string rest)
    {
        var parsed = FilePattern.Parse(path);
        (parsed.Directory, parsed.Rest).ShouldBe((directory, rest));
    }
}
