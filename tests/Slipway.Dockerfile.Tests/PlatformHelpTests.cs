// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile.Tests;

public sealed class PlatformHelpTests
{
    [Theory]
    [InlineData("linux/amd46", "linux/amd64")]
    [InlineData("linux/adm64", "linux/amd64")]
    [InlineData("linx/arm64", "linux/arm64")]
    [InlineData("arm46", "linux/arm64")]
    [InlineData("linux/arch64", "linux/arm64")]
    [InlineData("linux/x64", "linux/amd64")]
    [InlineData("x64", "linux/amd64")]
    [InlineData("linux-arm64", "linux/arm64")]
    [InlineData("linux:amd64", "linux/amd64")]
    [InlineData("linux/x86-46", "linux/amd64")]
    [InlineData("linux/arm/v7/v8", "linux/arm/v7")]
    [InlineData("windws/amd64", "windows/amd64")]
    [InlineData("loca", "local")]
    public void What_was_probably_meant_is_said(string text, string meant) => PlatformHelp.For(text).ShouldBe($"did you mean '{meant}'?");

    [Theory]
    [InlineData("turboencabulator")]
    [InlineData("")]
    [InlineData("linux/quantum")]
    public void Where_nothing_is_near_the_form_is_said(string text) => PlatformHelp.For(text).ShouldBe("write os/architecture[/variant], such as linux/amd64 or linux/arm/v7");
}
