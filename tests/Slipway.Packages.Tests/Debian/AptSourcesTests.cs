// SPDX-License-Identifier: Apache-2.0
using Slipway.TestKit;

namespace Slipway.Packages.Tests;

public sealed class AptSourcesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose()
    {
        _folder.Dispose();
    }

    [Fact]
    public void Both_forms_of_the_settings_are_read()
    {
        _folder.Write("sources.list", """
            # deb http://old.example/debian bookworm main
            deb [arch=amd64 signed-by=/etc/keys/mine.gpg] http://mirror.example/debian/ bookworm main contrib # near
            deb-src http://mirror.example/debian bookworm main
            """);
        _folder.Write("sources.list.d/debian.sources", """
            Types: deb deb-src
            # a remark within
            URIs: http://a.example/debian http://b.example/debian
            Suites: bookworm bookworm-updates
            Components: main
            Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

            Types: deb
            Enabled: no
            URIs: http://off.example/debian
            Suites: bookworm
            Components: main
            """);
        _folder.Write("sources.list.d/ignored.save", "deb http://saved.example/debian bookworm main");

        var sources = AptSources.Read(_folder.Path).ToList();

        sources.Select(static source => $"{source.Uri} {source.Suite} {source.SignedBy}").ShouldBe(
        [
            "http://mirror.example/debian bookworm /etc/keys/mine.gpg",
            "http://a.example/debian bookworm /usr/share/keyrings/debian-archive-keyring.gpg",
            "http://a.example/debian bookworm-updates /usr/share/keyrings/debian-archive-keyring.gpg",
            "http://b.example/debian bookworm /usr/share/keyrings/debian-archive-keyring.gpg",
            "http://b.example/debian bookworm-updates /usr/share/keyrings/debian-archive-keyring.gpg",
        ]);
        sources[0].Components.ShouldBe(["main", "contrib"]);
    }

    [Fact]
    public void A_key_within_the_settings_is_kept_as_it_is()
    {
        var source = AptSources.ParseStanzas("""
            Types: deb
            URIs: http://a.example/debian
            Suites: bookworm
            Components: main
            Signed-By:
             -----BEGIN PGP PUBLIC KEY BLOCK-----
             .
             mDMEXx
            """).ShouldHaveSingleItem();

        source.SignedBy.ShouldBe("\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n mDMEXx");
    }

    [Fact]
    public void A_suite_comes_from_this_machine_s_mirrors_and_nothing_else_does()
    {
        _folder.Write("sources.list", """
            deb http://near.example/debian bookworm main
            deb http://near.example/debian bookworm-updates main
            deb http://near.example/debian bookworm-backports main
            deb http://near.example/debian trixie main
            deb http://vendor.example/apt bookworm stable
            deb cdrom:[Debian]/ bookworm main
            """);
        var mirrors = new DebianMirrors(_folder.Path);

        mirrors.Find(DebianSuite.Parse("bookworm")).Select(static source => $"{source.Uri} {source.Suite}")
            .ShouldBe(["http://near.example/debian bookworm", "http://near.example/debian bookworm-updates"]);
    }

    [Fact]
    public void A_suite_that_this_machine_does_not_name_comes_from_Debian()
    {
        _folder.Write("sources.list", "deb http://near.example/debian bookworm main");
        var mirrors = new DebianMirrors(_folder.Path);

        mirrors.Find(DebianSuite.Parse("trixie")).Select(static source => $"{source.Uri} {source.Suite}").ShouldBe(
        [
            "http://deb.debian.org/debian trixie",
            "http://deb.debian.org/debian trixie-updates",
            "http://deb.debian.org/debian-security trixie-security",
        ]);
        mirrors.Find(DebianSuite.Parse("sid")).ShouldHaveSingleItem().Suite.ShouldBe("sid");
    }
}
