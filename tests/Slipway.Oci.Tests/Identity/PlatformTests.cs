// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;

namespace Slipway.Oci.Tests;

public sealed class PlatformTests
{
    [Theory]
    [InlineData("armv7l", "linux/arm/v7")]
    [InlineData("linux/armv7l", "linux/arm/v7")]
    [InlineData("linux/armv8l", "linux/arm/v7")]
    [InlineData("armv6l", "linux/arm/v6")]
    [InlineData("linux/i686", "linux/386")]
    [InlineData("i586", "linux/386")]
    [InlineData("linux/x86", "linux/386")]
    [InlineData("ppc64el", "linux/ppc64le")]
    [InlineData("linux/loongarch64", "linux/loong64")]
    [InlineData("mips64el", "linux/mips64le")]
    [InlineData("mipsel", "linux/mipsle")]
    public void What_uname_and_Debian_call_them_is_understood(string text, string expected) => Platform.Parse(text).ToString().ShouldBe(expected);

    [Fact]
    public void Spellings_mean_what_they_mean_to_containerd()
    {
        var rows = File.ReadLines(Recorded()).Where(static line => !line.StartsWith('#')).ToList();

        var ours = rows.Select(static row => row.Split('\t')[0]).Select(static text => $"{text}\t{(Platform.TryParse(text, out var platform) ? platform.ToString() : "-")}");

        rows.Count.ShouldBeGreaterThan(40);
        ours.ShouldBe(rows);
    }

    private static string Recorded([CallerFilePath] string source = "") => Path.Combine(Path.GetDirectoryName(source)!, "containerd-platforms.tsv");

    [Theory]
    [InlineData("macos", "darwin")]
    [InlineData("linux", "linux")]
    public void A_system_alone_stands_for_this_machines_architecture(string text, string system) =>
        Platform.Parse(text).ShouldBe(Platform.Host with { Os = system });

    [Theory]
    [InlineData("linux/arm64/v8", "linux/aarch64")]
    [InlineData("linux/arm", "linux/arm/v7")]
    [InlineData("linux/amd64/v1", "LINUX/X86_64")]
    public void Equal_platforms_are_equal_however_they_are_spelled(string one, string other) => Platform.Parse(one).ShouldBe(Platform.Parse(other));

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
    [InlineData("linux/amd46")]
    [InlineData("linx/amd64")]
    [InlineData("linux/amd46/v2")]
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
    public void Local_is_this_machine() => (Platform.Parse("local"), Platform.Parse("Local")).ShouldBe((Platform.Host, Platform.Host));
}
