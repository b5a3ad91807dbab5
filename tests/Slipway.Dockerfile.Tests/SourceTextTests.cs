// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile.Tests;

public class SourceTextTests
{
    [Theory]
    [InlineData(0, "1:1")]
    [InlineData(3, "1:4")]
    [InlineData(4, "2:1")]
    [InlineData(7, "2:3")]
    [InlineData(99, "2:3")]
    public void Columns_count_characters_from_one(int offset, string expected) =>
        SourceText.From("f", "abc\n\U0001F600x").GetPosition(offset).ToString().ShouldBe(expected);

    [Fact]
    public void A_byte_order_mark_is_remembered_and_is_not_in_the_text()
    {
        byte[] bytes = [0xEF, 0xBB, 0xBF, (byte)'F'];
        var source = SourceText.FromBytes("f", bytes);
        source.Text.ShouldBe("F");
        source.HasByteOrderMark.ShouldBeTrue();
        source.Encode(source.Text).ShouldBe(bytes);
    }

    [Fact]
    public void Bytes_that_are_no_utf8_are_kept_and_found()
    {
        byte[] bytes = [(byte)'a', 0xFF, 0xC3, (byte)'b', 0xED, 0xA0, 0x80, 0xF0, 0x9F, 0x98, 0x80];
        var source = SourceText.FromBytes("f", bytes);
        source.Encode(source.Text).ShouldBe(bytes);
        source.FindInvalidByte(new(0, source.Text.Length)).ShouldBe(1);
        source.FindInvalidByte(new(0, 1)).ShouldBeNull();
    }

    [Fact]
    public void More_than_the_limit_is_cut_off_and_said()
    {
        var source = SourceText.FromBytes("f", new byte[SourceText.MaxBytes + 1]);
        source.IsTruncated.ShouldBeTrue();
        source.Text.Length.ShouldBe(SourceText.MaxBytes);
        DockerfileModel.Parse(source).Diagnostics.ShouldContain(diagnostic => diagnostic.Message.Contains("larger than 4194304 bytes"));
    }

    [Fact]
    public void A_line_has_no_line_break()
    {
        var source = SourceText.From("f", "one\r\ntwo\n\nfour");
        Enumerable.Range(1, source.LineCount).Select(line => source.ToString(source.GetLine(line))).ShouldBe(["one", "two", "", "four"]);
    }

    [Theory]
    [InlineData("COPPY", "COPY")]
    [InlineData("form", "FROM")]
    [InlineData("RN", "RUN")]
    [InlineData("WOKRDIR", "WORKDIR")]
    [InlineData("XYZ", null)]
    [InlineData("", null)]
    public void The_nearest_word_is_suggested(string word, string? expected) =>
        Suggestion.For(word, InstructionReader.Keywords).ShouldBe(expected);
}
