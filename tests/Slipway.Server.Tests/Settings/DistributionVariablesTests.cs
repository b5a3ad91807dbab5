// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Slipway.Registry;

namespace Slipway.Server.Tests;

public sealed class DistributionVariablesTests
{
    [Fact]
    public void The_names_that_people_deploy_registries_with_are_understood()
    {
        var (settings, warnings) = DistributionVariables.Read(
            new Dictionary<string, string>
            {
                ["REGISTRY_AUTH"] = "htpasswd",
                ["REGISTRY_AUTH_HTPASSWD_PATH"] = "/auth/htpasswd",
                ["REGISTRY_AUTH_HTPASSWD_REALM"] = "Registry Realm",
                ["REGISTRY_HTTP_ADDR"] = ":5000",
                ["REGISTRY_HTTP_TLS_CERTIFICATE"] = "/certs/domain.crt",
                ["REGISTRY_HTTP_TLS_KEY"] = "/certs/domain.key",
                ["REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY"] = "/var/lib/registry",
                ["REGISTRY_VALIDATION_MANIFESTS_INDEXES_PLATFORMS"] = "none",
                ["REGISTRY_HTTP_SECRET"] = "abc",
                ["REGISTRY_AUTH_FILE"] = "/root/auth.json",
                ["PATH"] = "/usr/bin",
            },
            "/");

        var options = settings.ToOptions("/home");
        options.HtpasswdFile.ShouldBe("/auth/htpasswd");
        options.Realm.ShouldBe("Registry Realm");
        options.Listen.ShouldBe(new IPEndPoint(IPAddress.IPv6Any, 5000));
        options.Tls.ShouldBe(new TlsOptions { CertificateFile = "/certs/domain.crt", KeyFile = "/certs/domain.key" });
        options.Root.ShouldBe("/var/lib/registry");
        options.Sparse.ShouldBe(SparsePolicy.Indexes);
        warnings.ShouldHaveSingleItem().ShouldStartWith("the variable REGISTRY_HTTP_SECRET is passed over");
    }

    [Theory]
    [InlineData("REGISTRY_PROXY_REMOTEURL", "registry-1.docker.io", "write https://HOST[:PORT]")]
    [InlineData("REGISTRY_PROXY_REMOTEURL", "https://me:secret@registry-1.docker.io", "write https://HOST[:PORT]")]
    [InlineData("REGISTRY_PROXY_USERNAME", "me", "set REGISTRY_PROXY_REMOTEURL")]
    [InlineData("REGISTRY_PROXY_TTLS", "1h", "REGISTRY_PROXY_TTLS is not supported")]
    [InlineData("REGISTRY_STORAGE_S3_BUCKET", "images", "REGISTRY_STORAGE_S3_BUCKET is not supported")]
    [InlineData("REGISTRY_HTTP_ADR", ":5000", "REGISTRY_HTTP_ADR is not supported")]
    [InlineData("REGISTRY_VALIDATION_MANIFESTS_INDEXES_PLATFORMS", "list", "write all or none")]
    [InlineData("REGISTRY_AUTH", "token", "REGISTRY_AUTH is 'token'")]
    [InlineData("REGISTRY_AUTH", "htpasswd", "set REGISTRY_AUTH_HTPASSWD_PATH")]
    [InlineData("REGISTRY_HTTP_ADDR", "5000", "write IP:PORT")]
    [InlineData("REGISTRY_STORAGE", "s3", "REGISTRY_STORAGE is 's3'")]
    [InlineData("REGISTRY_STORAGE_DELETE_ENABLED", "false", "access rules")]
    [InlineData("REGISTRY_AUTH_HTPASSWD_REALM", "a \"realm\"", "without quotes")]
    public void What_is_not_there_is_refused_by_name(string name, string value, string expected) =>
        Should.Throw<InvalidDataException>(() => DistributionVariables.Read(new Dictionary<string, string> { [name] = value }, "/")).Message.ShouldContain(expected);

    [Fact]
    public void The_variables_of_a_proxy_make_the_whole_registry_a_mirror()
    {
        var (settings, warnings) = DistributionVariables.Read(
            new Dictionary<string, string>
            {
                ["REGISTRY_PROXY_REMOTEURL"] = "https://registry-1.docker.io",
                ["REGISTRY_PROXY_USERNAME"] = "me",
                ["REGISTRY_PROXY_PASSWORD"] = "the password of a test",
                ["REGISTRY_PROXY_TTL"] = "72h30m",
            },
            "/");

        var mirror = settings.ToOptions("/home").Mirrors.ShouldHaveSingleItem();
        (mirror.Upstream, mirror.Prefix, mirror.Address).ShouldBe(("docker.io", "", new Uri("https://registry-1.docker.io")));
        mirror.KeepUnused.ShouldBe(new TimeSpan(72, 30, 0));
        mirror.Audience.ShouldBe(MirrorAudience.Anyone);
        mirror.Credential!.Username.ShouldBe("me");
        mirror.ToString().ShouldNotContain("the password of a test");
        warnings.ShouldHaveSingleItem().ShouldContain("is served to everyone who may pull here");
    }

    [Theory]
    [InlineData("0", null)]
    [InlineData("0s", null)]
    [InlineData("168h", 168.0)]
    [InlineData("90m", 1.5)]
    public void A_proxys_lifetime_is_how_long_something_is_kept_that_nobody_uses(string text, double? hours)
    {
        var (settings, _) = DistributionVariables.Read(new Dictionary<string, string> { ["REGISTRY_PROXY_REMOTEURL"] = "http://127.0.0.1:5000", ["REGISTRY_PROXY_TTL"] = text }, "/");

        var mirror = settings.Mirrors!.ShouldHaveSingleItem();
        mirror.KeepUnused.ShouldBe(hours is { } kept ? TimeSpan.FromHours(kept) : null);
        (mirror.Upstream, mirror.Credential).ShouldBe(("127.0.0.1:5000", null));
    }

    [Fact]
    public void A_user_without_a_password_and_a_lifetime_that_is_none_are_refused()
    {
        var proxy = new Dictionary<string, string> { ["REGISTRY_PROXY_REMOTEURL"] = "https://hub.example" };

        Should.Throw<InvalidDataException>(() => DistributionVariables.Read(new Dictionary<string, string>(proxy) { ["REGISTRY_PROXY_PASSWORD"] = "x" }, "/")).Message.ShouldContain("without REGISTRY_PROXY_USERNAME");
        Should.Throw<InvalidDataException>(() => DistributionVariables.Read(new Dictionary<string, string>(proxy) { ["REGISTRY_PROXY_TTL"] = "a week" }, "/")).Message.ShouldContain("write a time such as 168h");
    }

    [Fact]
    public void A_certificate_without_its_key_is_refused()
    {
        var (settings, _) = DistributionVariables.Read(new Dictionary<string, string> { ["REGISTRY_HTTP_TLS_CERTIFICATE"] = "/certs/domain.crt" }, "/");

        Should.Throw<InvalidDataException>(() => settings.ToOptions("/home")).Message.ShouldContain("'/certs/domain.crt' has no key");
    }
}
