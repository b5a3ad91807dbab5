// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Packages.Tests;

public sealed class BaseNameTests
{
    [Theory]
    [InlineData("debian:bookworm-slim", BaseKind.DebianSlim, "docker.io/library/debian:bookworm-slim")]
    [InlineData("docker.io/library/debian:trixie-slim", BaseKind.DebianSlim, "docker.io/library/debian:trixie-slim")]
    [InlineData("debian/bookworm", BaseKind.DebianSlim, "docker.io/library/debian:bookworm-slim")]
    [InlineData("debian/bookworm-slim", BaseKind.DebianSlim, "docker.io/library/debian:bookworm-slim")]
    [InlineData("debian:bookworm", BaseKind.DebianFull, "docker.io/library/debian:bookworm")]
    [InlineData("debian:sid", BaseKind.DebianFull, "docker.io/library/debian:sid")]
    [InlineData("busybox", BaseKind.Busybox, "docker.io/library/busybox:latest")]
    [InlineData("busybox:latest", BaseKind.Busybox, "docker.io/library/busybox:latest")]
    public void A_base_is_named_as_Dockerfiles_and_fleets_name_it(string text, BaseKind kind, string reference)
    {
        var name = BaseName.Parse(text);

        name.Kind.ShouldBe(kind);
        name.Reference.ToString().ShouldBe(reference);
    }

    [Theory]
    [InlineData("")]
    [InlineData("debian")]
    [InlineData("debian:")]
    [InlineData("debian:latest")]
    [InlineData("debian:12")]
    [InlineData("debian:Bookworm")]
    [InlineData("debian/bookwurm")]
    [InlineData("ubuntu:noble")]
    [InlineData("ghcr.io/debian:bookworm")]
    [InlineData("busybox:1.36")]
    [InlineData("debian:bookworm-slim\n")]
    public void What_can_not_be_made_from_packages_is_refused_with_what_can(string text)
    {
        BaseName.TryParse(text, out _).ShouldBeFalse();

        Should.Throw<FormatException>(() => BaseName.Parse(text)).Message.ShouldContain("bullseye, bookworm, trixie, forky, sid, or 'busybox'");
    }

    [Theory]
    [InlineData("-y")]
    [InlineData("?essential")]
    [InlineData("./evil.deb")]
    [InlineData("a,b")]
    [InlineData("curl apt")]
    [InlineData("apt-")]
    [InlineData("Curl")]
    [InlineData("")]
    public void What_apt_would_not_take_as_a_package_s_name_alone_is_refused(string package) =>
        Should.Throw<FormatException>(() => new BaseImageRequest { From = BaseName.Parse("busybox"), Include = [package] }).Message.ShouldContain($"'{package}'");

    [Fact]
    public void Packages_are_asked_for_in_order_and_once()
    {
        var request = new BaseImageRequest { From = BaseName.Parse("debian/bookworm"), Include = ["nodejs", "ca-certificates", "g++", "nodejs", "libc6:amd64=2.36-9+deb12u10"] };

        request.Include.ShouldBe(["ca-certificates", "g++", "libc6:amd64=2.36-9+deb12u10", "nodejs"]);
    }

    [Fact]
    public void A_base_with_packages_of_its_own_is_not_called_by_the_plain_base_s_name()
    {
        var plain = new BaseImageRequest { From = BaseName.Parse("debian/bookworm") };

        plain.EffectiveName.ShouldBe(ImageReference.Parse("debian:bookworm-slim"));
        (plain with { Include = ["curl"] }).EffectiveName.ShouldBeNull();
    }

    [Fact]
    public void What_a_base_is_composed_from_follows_from_its_name()
    {
        var slim = new BaseImageRequest { From = BaseName.Parse("debian:trixie-slim"), Include = ["curl"], Platform = Platform.LinuxArm64 }.ToPackages();
        var full = new BaseImageRequest { From = BaseName.Parse("debian:trixie") }.ToPackages();

        (slim.Suite.ToString(), slim.Base, slim.Include.Single(), slim.Platform, slim.Remove.ToString()).ShouldBe(("trixie", PackageBase.Full, "curl", Platform.LinuxArm64, RemovedPaths.Default.ToString()));
        (full.Remove.ToString(), full.Platform).ShouldBe(("", Platform.Host));
        Should.Throw<InvalidOperationException>(() => new BaseImageRequest { From = BaseName.Parse("busybox") }.ToPackages());
    }
}
