// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Cli.Tests;

public sealed class UnitsTests
{
    [Theory]
    [InlineData(0, "0B")]
    [InlineData(999, "999B")]
    [InlineData(1000, "1kB")]
    [InlineData(74_800_000, "74.8MB")]
    [InlineData(999_600, "1MB")]
    [InlineData(1_234_567_890, "1.23GB")]
    public void A_size_has_three_significant_digits(long bytes, string expected) => Units.Size(bytes).ShouldBe(expected);

    [Theory]
    [InlineData(0.04, "0.0s")]
    [InlineData(59.94, "59.9s")]
    [InlineData(247, "4m07s")]
    public void A_duration_is_short(double seconds, string expected) => Units.Duration(TimeSpan.FromSeconds(seconds)).ShouldBe(expected);

    [Fact]
    public void An_image_without_a_time_has_no_age() => Units.Ago(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(50)).ShouldBe("N/A");

    [Theory]
    [InlineData("90s", 90)]
    [InlineData("30m", 1800)]
    [InlineData("1h", 3600)]
    [InlineData("7d", 604800)]
    public void A_duration_is_read(string text, int seconds)
    {
        DurationText.TryParse(text, out var duration).ShouldBeTrue();
        duration.ShouldBe(TimeSpan.FromSeconds(seconds));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("h")]
    [InlineData("0h")]
    [InlineData("-1h")]
    [InlineData("1.5h")]
    [InlineData("٣h")]
    public void What_is_no_duration_is_refused(string text) => DurationText.TryParse(text, out _).ShouldBeFalse();
}
