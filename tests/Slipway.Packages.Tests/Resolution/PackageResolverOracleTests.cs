// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Packages.Tests;

[Trait("Needs", "Network")]
public sealed class PackageResolverOracleTests(AptOracle apt) : IClassFixture<AptOracle>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("amd64", "nodejs ca-certificates")]
    [InlineData("arm64", "nodejs ca-certificates")]
    [InlineData("amd64", "python3-pip git curl")]
    [InlineData("amd64", "build-essential")]
    [InlineData("amd64", "postgresql nginx redis-server")]
    [InlineData("amd64", "default-jre-headless")]
    [InlineData("amd64", "openssh-server php-cli")]
    [InlineData("amd64", "ffmpeg imagemagick")]
    [InlineData("arm64", "apache2 mariadb-server")]
    [InlineData("amd64", "systemd dbus")]
    [InlineData("amd64", "exim4 mutt")]
    [InlineData("amd64", "texlive-latex-base")]
    [InlineData("amd64", "gawk")]
    [InlineData("amd64", "mutt postfix")]
    [InlineData("amd64", "ruby perl")]
    [InlineData("amd64", "gnome-core")]
    public async Task The_packages_are_those_that_apt_would_install(string architecture, string packages)
    {
        var platform = Platform.Parse($"linux/{architecture}");
        var expected = await apt.ListAsync(architecture, ["base-files", .. packages.Split(' ')], Cancellation);

        var found = await apt.Composer.ResolveAsync(new() { Suite = DebianSuite.Parse("bookworm"), Include = packages.Split(' '), Platform = platform }, Cancellation);

        found.Packages.Select(static package => $"{package.Name} {package.Version}").ShouldBe(expected);
    }

    [Fact]
    public async Task A_full_system_is_that_of_required_packages_and_apt()
    {
        var found = await apt.Composer.ResolveAsync(new() { Suite = DebianSuite.Parse("bookworm"), Base = PackageBase.Full, Platform = Platform.Parse("linux/amd64") }, Cancellation);
        // Every essential package is there, and what apt says these names need is what is there.
        var expected = await apt.ListAsync("amd64", [.. found.Packages.Select(static package => package.Name)], Cancellation);

        found.Packages.Select(static package => $"{package.Name} {package.Version}").ShouldBe(expected);
        found.Packages.Select(static package => package.Name).ShouldBeSubsetOf(expected.Select(static line => line.Split(' ')[0]));
        found.Packages.ShouldContain(static package => package.Name == "dpkg");
        found.Packages.ShouldContain(static package => package.Name == "apt");
    }
}
