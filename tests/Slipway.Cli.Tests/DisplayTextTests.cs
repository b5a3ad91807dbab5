// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Cli.Tests;

public sealed class DisplayTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("\x1B[31mred\x1B[0m", "red")]
    [InlineData("\x1B]8;;http://evil.example\x07link\x1B]8;;\x07", "link")]
    [InlineData("\x1B]0;title\x1B\\rest", "rest")]
    [InlineData("a\tb", "a    b")]
    [InlineData("bell\a", "bell\\x07")]
    [InlineData("two\nlines", "two lines")]
    [InlineData("right\u202Eleft", "right\\u202eleft")]
    [InlineData("\u009B31m", "\\x9b31m")]
    [InlineData("\x1B", "")]
    [InlineData("\x1B[", "")]
    public void Text_from_elsewhere_can_not_steer_the_terminal(string text, string shown) => DisplayText.Clean(text).ShouldBe(shown);

    [Fact]
    public void A_table_aligns_its_columns()
    {
        var table = new TextTable("NAME", "SIZE");
        table.Add("a", "1B");
        table.Add("longer-name", "22kB");
        var writer = new StringWriter();

        table.WriteTo(writer);

        writer.ToString().ShouldBe("NAME          SIZE\na             1B\nlonger-name   22kB\n");
    }
}
