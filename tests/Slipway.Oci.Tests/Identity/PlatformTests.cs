// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci.Tests;

public sealed class PlatformTests
{
    [Theory]
    [InlineData("linux/amd64", "linux/amd64")]
    [InlineData("linux/x86_64", "linux/amd64")]
    [InlineData("x86_64", "linux/amd64")]
    [InlineData("aarch64", "linux/arm64")]
    [InlineData("linux/arm64/v8", "linux/arm64")]
    [InlineData("linux/arm", "linux/arm/v7")]
    [InlineData("linux/arm/v6", "linux/arm/v6")]
    [InlineData("linux/armhf", "linux/arm/v7")]
    [InlineData("Linux/AMD64", "linux/amd64")]
    public void Spellings_are_normalised(string text, string expected) => Platform.Parse(text).ToString().ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("linux//amd64")]
    [InlineData("linux/amd64/v1/x")]
    [InlineData("li nux/amd64")]
    [InlineData("turboencabulator")]
    public void What_is_not_a_platform_is_refused(string text) => Platform.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void Local_is_this_machine() => Platform.Parse("local").ShouldBe(Platform.Host);
}
