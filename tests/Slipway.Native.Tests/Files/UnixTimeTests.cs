// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Native.Tests;

public sealed class UnixTimeTests
{
    [Theory]
    [InlineData(0, 0, "0")]
    [InlineData(1700000000, 123456789, "1700000000.123456789")]
    [InlineData(5, 500000000, "5.5")]
    [InlineData(-5, 0, "-5")]
    [InlineData(-5, 750000000, "-4.25")]
    [InlineData(-1, 999999999, "-0.000000001")]
    public void A_time_is_written_as_decimal_seconds(long seconds, uint nanoseconds, string text) =>
        new UnixTime(seconds, nanoseconds).ToString().ShouldBe(text);

    [Fact]
    public void Times_before_1970_count_their_nanoseconds_upwards() =>
        UnixTime.From(DateTimeOffset.UnixEpoch.AddMilliseconds(-250)).ShouldBe(new UnixTime(-1, 750_000_000));

    [Fact]
    public void A_time_survives_the_way_through_a_date() =>
        UnixTime.From(new UnixTime(-12345, 678_901_200).ToDateTimeOffset()).ShouldBe(new UnixTime(-12345, 678_901_200));

    [Fact]
    public void Times_compare() => (new UnixTime(1, 5) < new UnixTime(2)).ShouldBeTrue();
}
