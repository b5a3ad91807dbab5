// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Native.Tests;

public sealed class UnixTextTests
{
    [Theory]
    [InlineData("plain.txt")]
    [InlineData("häßlich/日本/🚢")]
    [InlineData("")]
    public void Valid_text_is_plain_utf8(string text)
    {
        UnixText.Encode(text).ShouldBe(System.Text.Encoding.UTF8.GetBytes(text));
        UnixText.Decode(UnixText.Encode(text)).ShouldBe(text);
        UnixText.GetByteCount(text).ShouldBe(System.Text.Encoding.UTF8.GetByteCount(text));
    }

    [Fact]
    public void Bytes_that_are_not_utf8_become_the_lone_surrogates_of_surrogateescape()
    {
        UnixText.Decode([0xFF, (byte)'a', 0xFE]).ShouldBe("\uDCFFa\uDCFE");
        UnixText.Decode([0xC3]).ShouldBe("\uDCC3");                        // cut short
        UnixText.Decode([0xED, 0xB2, 0x80]).ShouldBe("\uDCED\uDCB2\uDC80"); // a surrogate in UTF-8 is not UTF-8
        UnixText.Decode([0xC0, 0xAF]).ShouldBe("\uDCC0\uDCAF");            // an overlong slash is not a slash
    }

    [Fact]
    public void Any_bytes_survive_the_way_through_a_string()
    {
        var random = new Random(20);
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = new byte[random.Next(40)];
            random.NextBytes(bytes);
            if (round % 2 == 0 && bytes.Length > 4)
                System.Text.Encoding.UTF8.GetBytes("ü€").AsSpan(0, 4).CopyTo(bytes.AsSpan(random.Next(bytes.Length - 3)));
            UnixText.Encode(UnixText.Decode(bytes)).ShouldBe(bytes);
            UnixText.GetByteCount(UnixText.Decode(bytes)).ShouldBe(bytes.Length);
        }
    }

    [Fact]
    public void Strings_are_ordered_as_their_bytes()
    {
        var random = new Random(21);
        for (var round = 0; round < 20_000; round++)
        {
            var left = new byte[random.Next(6)];
            var right = new byte[random.Next(6)];
            random.NextBytes(left);
            random.NextBytes(right);
            left.AsSpan(0, Math.Min(left.Length, right.Length) / 2).CopyTo(right);
            Math.Sign(UnixText.ByteOrder.Compare(UnixText.Decode(left), UnixText.Decode(right)))
                .ShouldBe(Math.Sign(left.AsSpan().SequenceCompareTo(right)), $"{Convert.ToHexString(left)} {Convert.ToHexString(right)}");
        }
    }

    [Fact]
    public void A_surrogate_that_stands_for_no_byte_is_an_argument_error() =>
        Should.Throw<ArgumentException>(() => UnixText.Encode("a\uD800")).Message.ShouldContain("U+D800");

    [Fact]
    public void A_nul_never_cuts_a_path_short() =>
        Should.Throw<ArgumentException>(() => LinuxFile.TryGetStatus("/etc\0/passwd")).Message.ShouldContain("'/etc\\0/passwd'");
}
