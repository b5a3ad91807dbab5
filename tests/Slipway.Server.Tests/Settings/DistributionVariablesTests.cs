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
    [InlineData("REGISTRY_PROXY_REMOTEURL", "https://registry-1.docker.io", "REGISTRY_PROXY_REMOTEURL is not supported")]
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
    public void A_certificate_without_its_key_is_refused()
    {
        var (settings, _) = DistributionVariables.Read(new Dictionary<string, string> { ["REGISTRY_HTTP_TLS_CERTIFICATE"] = "/certs/domain.crt" }, "/");

        Should.Throw<InvalidDataException>(() => settings.ToOptions("/home")).Message.ShouldContain("'/certs/domain.crt' has no key");
    }
}
