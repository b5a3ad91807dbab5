// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Native.Tests;

public sealed class SignalTests
{
    [Theory]
    [InlineData("SIGTERM", 15)]
    [InlineData("term", 15)]
    [InlineData("9", 9)]
    [InlineData("SIGQUIT", 3)]
    [InlineData("SIGWINCH", 28)]
    [InlineData("SIGRTMIN+3", 37)]
    [InlineData("RTMAX-1", 63)]
    public void A_signal_is_read_by_name_or_number(string text, int number) => Signal.Parse(text).Number.ShouldBe(number);

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("SIG")]
    [InlineData("0")]
    [InlineData("65")]
    [InlineData("SIGRTMIN+31")]
    [InlineData("SIGNAL")]
    [InlineData("-9")]
    public void What_is_no_signal_is_refused(string? text) => Signal.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void A_signal_is_written_by_its_name() => Signal.Kill.ToString().ShouldBe("SIGKILL");
}
