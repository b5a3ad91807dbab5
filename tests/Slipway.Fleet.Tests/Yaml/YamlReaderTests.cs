// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Dockerfile;

namespace Slipway.Fleet.Tests;

public sealed class YamlReaderTests
{
    [Theory]
    [InlineData("a: one\nb: two\n")]
    [InlineData("a: one\r\nb: two\r\n")]
    [InlineData("# a comment\n\na:   one   # why\n\nb: two")]
    [InlineData("a: 'one'\nb: \"two\"\n")]
    [InlineData("{a: one, b: two}")]
    [InlineData("é: ü\n\"🚢\": x\na: one\nb: two\n")]
    public void A_value_knows_where_it_stands(string text)
    {
        var source = SourceText.From("f", text);
        var map = Read(source).ShouldBeOfType<YamlMap>();
        foreach (var word in (string[])["one", "two"])
        {
            var value = map.Entries.Select(entry => entry.Value).OfType<YamlScalar>().Single(scalar => scalar.Text == word);
            source.ToString(value.Place.Span).Trim('\'', '"').ShouldBe(word);
        }
    }

    [Fact]
    public void A_block_ends_with_its_last_value()
    {
        var source = SourceText.From("f", "a:\n  b:\n    - 1\n    - 2\n\n# after\nc: 3\n");
        var map = (YamlMap)Read(source)!;
        source.ToString(map.Entries[0].Value.Place.Span).ShouldBe("b:\n    - 1\n    - 2");
    }

    [Fact]
    public void Numbers_stay_as_they_are_written()
    {
        var map = (YamlMap)Read(SourceText.From("f", "version: 1.10\nmode: 0755\nyes: yes\n"))!;
        map.Entries.Select(entry => ((YamlScalar)entry.Value).Text).ShouldBe(["1.10", "0755", "yes"]);
    }

    [Fact]
    public void An_alias_is_what_its_anchor_is()
    {
        var map = (YamlMap)Read(SourceText.From("f", "a: &x [1, 2]\nb: *x\n"))!;
        map.Entries[1].Value.ShouldBeSameAs(map.Entries[0].Value);
    }

    [Fact]
    public void Merged_keys_give_way_to_the_maps_own()
    {
        var map = (YamlMap)Read(SourceText.From("f", "base: &b { one: 1, two: 2 }\nown: { <<: *b, two: zwei }\n"))!;
        var own = (YamlMap)map.Entries[1].Value;
        own.Entries.Select(entry => $"{entry.Key.Text}={((YamlScalar)entry.Value).Text}").ShouldBe(["two=zwei", "one=1"]);
    }

    [Fact]
    public void Aliases_that_multiply_are_refused_before_they_are_followed()
    {
        var bomb = new StringBuilder("a: &a [x,x,x,x,x,x,x,x,x,x]\n");
        for (var level = 'b'; level <= 'j'; level++)
            bomb.Append($"{level}: &{level} [{string.Join(',', Enumerable.Repeat($"*{(char)(level - 1)}", 10))}]\n");
        Problems(bomb.ToString()).ShouldHaveSingleItem().ShouldStartWith("5:29: the file holds more than 100000 values");
    }

    [Fact]
    public void Depth_is_bounded() => Problems(new string('[', 100_000)).ShouldHaveSingleItem().ShouldBe("1:33: lists and maps stand more than 32 deep here | nothing in a fleet file is that deep; take levels out");

    [Fact]
    public void Size_is_bounded() => Problems(new string('#', 1_100_000)).ShouldHaveSingleItem().ShouldContain("larger than the 1048576 characters");

    [Theory]
    [InlineData("a: &x [*x]\n", "1:8: the alias '*x' names a value that it is part of | write the value out")]
    [InlineData("a: &anchor 1\nb: *ancor\n", "2:4: no anchor '&ancor' stands before this alias | did you mean 'anchor'?")]
    [InlineData("a: 1\nb: 2\na: 3\n", "3:1: 'a' is here twice | it is first at line 1; keep one of them")]
    [InlineData("a:\n\tb: 1\n", "2:1: a tab cannot indent YAML | indent with spaces")]
    [InlineData("a: @b\n", "1:4: a text without quotes cannot begin with '@' | put the text in quotes")]
    [InlineData("a: b: c\n", "1:5: a ':' makes a map where none can be | put a text that holds ': ' in quotes, and check the indentation")]
    [InlineData("a: !!binary aGk=\n", "1:4: the tag 'tag:yaml.org,2002:binary' means nothing here | leave it out")]
    [InlineData("a: 1\n---\nb: 2\n", "2:1: a second document begins here | a fleet file is one document")]
    [InlineData("? [x]\n: 1\n", "1:3: a key is a text, not a list | write a name before the ':'; one that begins with '{' or '[' stands in quotes")]
    [InlineData("a: { <<: 3 }\n", "1:10: '<<' takes a map or a list of maps, not a text | write an alias of a map, as in '<<: *name'")]
    public void What_cannot_be_read_is_said_with_its_place(string text, string problem) => Problems(text).ShouldBe([problem]);

    [Theory]
    [InlineData("a: [1, 2\n")]
    [InlineData("a: 'never ends\n")]
    [InlineData("a: |x\n")]
    [InlineData("%YAML 9.9\n---\na: 1")]
    [InlineData("a: \"\\q\"\n")]
    [InlineData("- 1\nb: 2\n")]
    [InlineData("a: 1\n  b: 2\n")]
    [InlineData("}\n")]
    [InlineData("a: &\n")]
    [InlineData("\u0000")]
    public void Other_errors_of_syntax_have_a_place_too(string text) => Problems(text).ShouldNotBeEmpty();

    [Fact]
    public void A_byte_that_is_no_text_is_found()
    {
        var source = SourceText.FromBytes("f", "a: x\xFF"u8.ToArray().Concat(new byte[] { 0xFF }).ToArray());
        var diagnostics = new List<Diagnostic>();
        YamlReader.Read(source, diagnostics).ShouldBeNull();
        diagnostics.ShouldHaveSingleItem().Message.ShouldBe("this byte is not UTF-8");
    }

    [Fact]
    public void No_text_makes_the_reader_throw()
    {
        var random = new Random(4711);
        const string alphabet = "ab:-[]{}&*!|>'\"%@`#,? \n\t<";
        for (var round = 0; round < 20_000; round++)
        {
            var text = new string(Enumerable.Range(0, random.Next(1, 24)).Select(_ => alphabet[random.Next(alphabet.Length)]).ToArray());
            Should.NotThrow(() => YamlReader.Read(SourceText.From("f", text), []), text);
        }
    }

    private static YamlValue? Read(SourceText source)
    {
        var diagnostics = new List<Diagnostic>();
        var value = YamlReader.Read(source, diagnostics);
        diagnostics.ShouldBeEmpty();
        return value;
    }

    private static IReadOnlyList<string> Problems(string text)
    {
        var diagnostics = new List<Diagnostic>();
        YamlReader.Read(SourceText.From("f", text), diagnostics);
        return [.. diagnostics.Select(diagnostic => $"{diagnostic.Position}: {diagnostic.Message}" + (diagnostic.Help is null ? "" : $" | {diagnostic.Help}"))];
    }
}
