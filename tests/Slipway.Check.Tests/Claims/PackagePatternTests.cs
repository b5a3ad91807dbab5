// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Check.Tests;

public sealed class PackagePatternTests
{
    [Theory]
    [InlineData("gcc", "deb:gcc", true)]
    [InlineData("gcc", "npm:gcc", true)]
    [InlineData("gcc", "deb:gcc-12", false)]
    [InlineData("gcc-*", "deb:gcc-12", true)]
    [InlineData("deb:gcc", "npm:gcc", false)]
    [InlineData("g++", "deb:g++", true)]
    [InlineData("npm:@azure/event-hubs", "npm:@azure/event-hubs", true)]
    [InlineData("@azure/*", "npm:@azure/event-hubs", true)]
    [InlineData("Gcc", "deb:gcc", false)]
    public void A_pattern_means_packages(string pattern, string package, bool matches)
    {
        PackagePattern.TryParse(pattern, out var parsed, out _).ShouldBeTrue();
        var colon = package.IndexOf(':', StringComparison.Ordinal);
        parsed!.Matches(new(package[..colon] == "deb" ? Ecosystem.Deb : Ecosystem.Npm, package[(colon + 1)..], "1", "x")).ShouldBe(matches);
        parsed.ToString().ShouldBe(pattern);
    }

    [Theory]
    [InlineData("")]
    [InlineData("deb:")]
    [InlineData("pip:x")]
    [InlineData("a b")]
    [InlineData("gcc>=")]
    [InlineData("**")]
    public void What_is_no_pattern_is_refused(string text) => PackagePattern.TryParse(text, out _, out _).ShouldBeFalse();
}
