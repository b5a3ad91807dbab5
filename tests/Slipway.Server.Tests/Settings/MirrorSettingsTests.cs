// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;
using Slipway.Registry;

namespace Slipway.Server.Tests;

public sealed class MirrorSettingsTests
{
    [Fact]
    public void Everything_that_is_said_of_a_mirror_is_read()
    {
        var mirror = Read(
            """
            mirrors:
              quay.io:
                prefix: other/quay
                address: https://quay.example:8443
                username: robot
                password-file: quay.password
                authorities: [ca.crt]
                token-hosts: [auth.example]
                repositories: [prometheus/**, coreos/etcd]
                tag-lifetime: always
                missing-lifetime: never
                keep-unused: 30d
                max-blob: 2GB
                offline: refuse
                anonymous: true
            """).ShouldHaveSingleItem();

        (mirror.Upstream, mirror.Prefix, mirror.Address).ShouldBe(("quay.io", "other/quay", new Uri("https://quay.example:8443")));
        (mirror.Username, mirror.PasswordFile).ShouldBe(("robot", "/etc/registry/quay.password"));
        mirror.Authorities.ShouldBe(["/etc/registry/ca.crt"]);
        mirror.TokenHosts.ShouldBe(["auth.example"]);
        mirror.Repositories.Select(static pattern => pattern.ToString()).ShouldBe(["prometheus/**", "coreos/etcd"]);
        (mirror.TagLifetime, mirror.MissingLifetime, mirror.KeepUnused).ShouldBe((null, TimeSpan.Zero, TimeSpan.FromDays(30)));
        (mirror.MaxBlobSize, mirror.Offline, mirror.Audience).ShouldBe((2_000_000_000, OfflineAnswer.Refuse, MirrorAudience.Anyone));
    }

    [Fact]
    public void What_is_not_said_has_a_default()
    {
        var mirrors = Read("mirrors: { docker.io: , ghcr.io: { username: me, password-file: p } , \"localhost:5000\": { prefix: / } }");

        mirrors.Select(static mirror => (mirror.Upstream, mirror.Prefix, mirror.Address.ToString())).ShouldBe(
        [
            ("docker.io", "docker.io", "https://registry-1.docker.io/"), ("ghcr.io", "ghcr.io", "https://ghcr.io/"), ("localhost:5000", "", "https://localhost:5000/"),
        ]);
        (mirrors[0].TagLifetime, mirrors[0].MissingLifetime, mirrors[0].KeepUnused).ShouldBe((TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(1), TimeSpan.FromDays(7)));
        mirrors.ShouldAllBe(static mirror => mirror.Audience == null && mirror.Offline == OfflineAnswer.Stale);
    }

    [Theory]
    [InlineData("[docker.io]", "'mirrors' is a map")]
    [InlineData("{ \"https://docker.io\": {} }", "is no registry")]
    [InlineData("{ Docker.io: {} }", "is no registry")]
    [InlineData("{ \"localhost:5000\": {} }", "needs a prefix")]
    [InlineData("{ a.example: { prefix: x }, b.example: { prefix: x } }", "have the same prefix 'x'")]
    [InlineData("{ a.example: { prefix: X } }", "can't begin a repository's name")]
    [InlineData("{ a.example: { address: \"https://a.example/v2\" } }", "is not the address of a registry")]
    [InlineData("{ a.example: { address: \"https://me:secret@a.example\" } }", "is not the address of a registry")]
    [InlineData("{ a.example: { username: me } }", "no 'password-file'")]
    [InlineData("{ a.example: { password-file: p } }", "no 'username'")]
    [InlineData("{ a.example: { username: \"m:e\", password-file: p } }", "holds a colon")]
    [InlineData("{ a.example: { password: secret } }", "password")]
    [InlineData("{ a.example: { tag-lifetime: soon } }", "'soon' is not a time")]
    [InlineData("{ a.example: { missing-lifetime: always } }", "'always' is not a time")]
    [InlineData("{ a.example: { keep-unused: never } }", "'never' is not a time")]
    [InlineData("{ a.example: { max-blob: 0 } }", "'0' is not a size")]
    [InlineData("{ a.example: { offline: maybe } }", "'offline' is not 'maybe'")]
    public void A_mistake_is_told(string mirrors, string expected)
    {
        var file = RegistryServerSettingsFile.Read(SourceText.From("registry.yaml", $"mirrors: {mirrors}\n"), "/etc/registry");

        file.HasErrors.ShouldBeTrue();
        file.Diagnostics.ShouldContain(diagnostic => diagnostic.Message.Contains(expected), string.Join('\n', file.Diagnostics.Select(static diagnostic => diagnostic.Message)));
    }

    private static IReadOnlyList<MirrorOptions> Read(string text)
    {
        var file = RegistryServerSettingsFile.Read(SourceText.From("registry.yaml", text), "/etc/registry");
        file.Diagnostics.ShouldBeEmpty();
        return file.Settings.ToOptions("/srv").Mirrors;
    }
}
