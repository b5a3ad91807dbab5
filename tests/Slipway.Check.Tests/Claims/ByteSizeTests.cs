// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Check.Tests;

public sealed class ByteSizeTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("12", 12)]
    [InlineData("12B", 12)]
    [InlineData("1KB", 1000)]
    [InlineData("1kB", 1000)]
    [InlineData("500MB", 500_000_000)]
    [InlineData("500 mb", 500_000_000)]
    [InlineData("1.5GB", 1_500_000_000)]
    [InlineData("1KiB", 1024)]
    [InlineData("200MiB", 200L << 20)]
    [InlineData("2GiB", 2L << 30)]
    public void A_size_is_read(string text, long bytes)
    {
        ByteSize.TryParse(text, out var size, out _).ShouldBeTrue();
        size.Bytes.ShouldBe(bytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("MB")]
    [InlineData("-1MB")]
    [InlineData("1,5MB")]
    [InlineData("1e3")]
    [InlineData("10XB")]
    [InlineData("999999999999999TB")]
    [InlineData("500M")]
    public void What_is_no_size_is_refused(string text)
    {
        ByteSize.TryParse(text, out _, out var problem).ShouldBeFalse();
        problem.ShouldStartWith($"'{text}'");
    }

    [Theory]
    [InlineData(0, "0B")]
    [InlineData(999, "999B")]
    [InlineData(1000, "1.0KB")]
    [InlineData(999_949, "999.9KB")]
    [InlineData(999_950, "1.0MB")]
    [InlineData(184_232_000, "184.2MB")]
    [InlineData(-2_500_000, "-2.5MB")]
    [InlineData(long.MaxValue, "9223372.0TB")]
    public void A_size_is_shown_in_thousands(long bytes, string text) => new ByteSize(bytes).ToString().ShouldBe(text);
}
