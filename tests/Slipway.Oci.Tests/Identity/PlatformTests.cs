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
    [InlineData("linux/amd64/v1", "linux/amd64")]
    [InlineData("linux/amd64/V3", "linux/amd64/v3")]
    [InlineData("linux/arm64/8", "linux/arm64")]
    [InlineData("linux/arm64/v9", "linux/arm64/v9")]
    [InlineData("arm", "linux/arm/v7")]
    [InlineData("linux/arm/7", "linux/arm/v7")]
    [InlineData("linux/arm/5", "linux/arm/v5")]
    [InlineData("linux/arm/8", "linux/arm/v8")]
    [InlineData("armel", "linux/arm/v6")]
    [InlineData("linux/armel/v5", "linux/arm/v6")]
    [InlineData("linux/armhf/v6", "linux/arm/v7")]
    [InlineData("i386", "linux/386")]
    [InlineData("s390x", "linux/s390x")]
    [InlineData("riscv64", "linux/riscv64")]
    [InlineData("macOS/arm64", "darwin/arm64")]
    [InlineData("windows/amd64", "windows/amd64")]
    [InlineData("unknown/unknown", "unknown/unknown")]
    public void Spellings_are_normalised(string text, string expected) => Platform.Parse(text).ToString().ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("linux//amd64")]
    [InlineData("linux/amd64/v1/x")]
    [InlineData("li nux/amd64")]
    [InlineData("turboencabulator")]
    [InlineData("/amd64")]
    [InlineData("linux/")]
    [InlineData("linux/amd64/")]
    [InlineData("linux/&arm")]
    [InlineData("linux,amd64")]
    public void What_is_not_a_platform_is_refused(string text) => Platform.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("linux/arm/v7", "linux/arm/v7 linux/arm/v6 linux/arm/v5")]
    [InlineData("linux/arm", "linux/arm/v7 linux/arm/v6 linux/arm/v5")]
    [InlineData("linux/arm/v5", "linux/arm/v5")]
    [InlineData("linux/amd64/v3", "linux/amd64/v3 linux/amd64/v2 linux/amd64/v1")]
    [InlineData("linux/amd64", "linux/amd64")]
    [InlineData("linux/arm64", "linux/arm64")]
    [InlineData("linux/s390x", "linux/s390x")]
    public void Lower_variants_run_where_a_higher_is_asked_for(string wanted, string runnable) =>
        string.Join(' ', Platform.Parse(wanted).Runnable()).ShouldBe(runnable);

    [Theory]
    [InlineData("linux/arm/v7", "linux/arm/v6")]
    [InlineData("linux/arm/v6", "linux/arm/v6")]
    [InlineData("linux/arm/v5", null)]
    [InlineData("linux/amd64/v3", "linux/amd64/v2")]
    [InlineData("linux/amd64", "linux/amd64")]
    [InlineData("linux/arm64", null)]
    [InlineData("unknown/amd64", null)]
    public void An_index_gives_the_nearest_image_that_runs(string wanted, string? found)
    {
        var index = new ImageIndex
        {
            Manifests =
            [
                .. new[] { "linux/arm/v6", "linux/amd64", "linux/amd64/v2", "unknown/unknown" }.Select(static text =>
                    Descriptor.Of(MediaTypes.Manifest, System.Text.Encoding.UTF8.GetBytes(text)) with { Platform = Platform.Parse(text) }),
            ],
        };

        index.Find(Platform.Parse(wanted))?.Platform!.ToString().ShouldBe(found);
        (index.Find(Platform.Parse(wanted)) is null).ShouldBe(found is null);
    }

    [Fact]
    public void Local_is_this_machine() => Platform.Parse("local").ShouldBe(Platform.Host);
}
