// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Slipway.Dockerfile;
using Slipway.Registry;

namespace Slipway.Server.Tests;

public sealed class RegistryServerSettingsTests
{
    [Fact]
    public void Everything_that_the_file_says_is_read()
    {
        var settings = Read(
            """
            listen: 127.0.0.1:5001
            storage: data
            public: true
            public-address: https://registry.example:8443
            tls: { certificate: certs/domain.crt, key: /certs/domain.key }
            htpasswd: users.htpasswd
            mode: read-only
            sparse: indexes
            groups:
              developers: [alice, bob]
              readers: carol
            access:
              - repositories: [team/**, "shared/*"]
                users: [dave]
                groups: [developers]
                allow: [pull, push, overwrite]
              - { repositories: "**", users: "*", allow: pull }
              - { repositories: public/**, anonymous: true, allow: [pull] }
            throttle: { failures-per-user: 5, failures-per-address: 50, window: 10m }
            immutable-tags:
              - { repositories: team/**, tags: "v*", except: [v-next] }
            retention:
              - { tags: "ci-*", keep-last: 10, keep-younger: 14d }
            quotas:
              - { namespaces: team, bytes: 10GB, tags: 1000 }
            webhooks:
              ci: { url: "https://ci.example/hook", secret-file: hook.secret, repositories: team/**, events: [push-manifest, delete-tag] }
            """);

        settings.Listen.ShouldBe(new IPEndPoint(IPAddress.Loopback, 5001));
        settings.Storage.ShouldBe("/etc/registry/data");
        settings.Exposure.ShouldBe(Exposure.Network);
        settings.PublicAddress.ShouldBe(new Uri("https://registry.example:8443"));
        (settings.CertificateFile, settings.KeyFile, settings.HtpasswdFile).ShouldBe(("/etc/registry/certs/domain.crt", "/certs/domain.key", "/etc/registry/users.htpasswd"));
        settings.Mode.ShouldBe(RegistryMode.ReadOnly);
        settings.ToOptions("/srv").Sparse.ShouldBe(SparsePolicy.Indexes);
        settings.Throttle.ShouldBe(new ThrottleOptions { FailuresPerUser = 5, FailuresPerAddress = 50, Window = TimeSpan.FromMinutes(10) });
        var immutable = settings.ImmutableTags!.ShouldHaveSingleItem();
        immutable.Covers(Oci.RepositoryName.Parse("team/app"), Oci.Tag.Parse("v1")).ShouldBeTrue();
        immutable.Covers(Oci.RepositoryName.Parse("team/app"), Oci.Tag.Parse("v-next")).ShouldBeFalse();
        var retention = settings.Retention!.ShouldHaveSingleItem();
        (retention.KeepLast, retention.KeepYounger).ShouldBe((10, TimeSpan.FromDays(14)));
        var quota = settings.Quotas!.ShouldHaveSingleItem();
        (quota.MaxBytes, quota.MaxTags).ShouldBe((10_000_000_000, 1000));
        var webhook = settings.Webhooks!.ShouldHaveSingleItem();
        (webhook.Name, webhook.SecretFile).ShouldBe(("ci", "/etc/registry/hook.secret"));
        webhook.Events.ShouldBe([RegistryEventKind.PushManifest, RegistryEventKind.DeleteTag]);
        settings.ToOptions("/srv").Root.ShouldBe("/etc/registry/data");
    }

    [Theory]
    [InlineData("alice", "team/app", RegistryAction.Pull | RegistryAction.Push | RegistryAction.Overwrite)]
    [InlineData("dave", "shared/app", RegistryAction.Pull | RegistryAction.Push | RegistryAction.Overwrite)]
    [InlineData("dave", "shared/more/app", RegistryAction.Pull)]
    [InlineData("carol", "team/app", RegistryAction.Pull)]
    [InlineData(null, "team/app", RegistryAction.None)]
    [InlineData(null, "public/app", RegistryAction.Pull | RegistryAction.Push)]
    public void Rules_add_up_for_who_and_where(string? user, string repository, RegistryAction allowed)
    {
        var rules = Read(
            """
            groups: { developers: [alice, bob] }
            access:
            - { repositories: [team/**, shared/*], users: [dave], groups: [developers], allow: [pull, push, overwrite] }
            - { repositories: "**", users: "*", allow: pull }
            - { repositories: public/**, anonymous: true, allow: [pull] }
            - { repositories: public/*, anonymous: true, allow: [push] }
            """).Access!;

        rules.Allowed(user, Oci.RepositoryName.Parse(repository)).ShouldBe(allowed);
    }

    [Theory]
    [InlineData("lisen: 127.0.0.1:5000", "registry.yaml:1:1: error: a registry's settings file has no 'lisen'", "listen")]
    [InlineData("listen: 5000", "registry.yaml:1:9: error: '5000' is not an address to listen on", ":5000")]
    [InlineData("anonymous: pul", "registry.yaml:1:12: error: 'anonymous' is not 'pul'", "pull")]
    [InlineData("mode: readonly", "registry.yaml:1:7: error: 'mode' is not 'readonly'", "read-only")]
    [InlineData("tls: { certificate: a.crt }", "registry.yaml:1:6: error: 'tls' has no 'key'", "name both files")]
    [InlineData("access: pull", "registry.yaml:1:9: error: 'access' is a list of rules, not a text", "repositories: team/**")]
    [InlineData("access:\n- { repositories: '**', users: [a], allow: [puhs] }", "registry.yaml:2:45: error: there is no action 'puhs'", "push")]
    [InlineData("groups: { team: [a] }\naccess:\n- { repositories: '**', groups: [teem], allow: [pull] }", "registry.yaml:3:34: error: there is no group 'teem'", "team")]
    [InlineData("access:\n- { repositories: '**', allow: [pull] }", "registry.yaml:2:3: error: the rule is for nobody", "users: [NAME]")]
    [InlineData("access:\n- { users: [a], allow: [pull] }", "registry.yaml:2:3: error: the rule does not say which repositories it is about", "repositories: team/**")]
    [InlineData("access:\n- { repositories: '**', users: [a] }", "registry.yaml:2:3: error: the rule does not say what it allows", "allow: [pull, push]")]
    [InlineData("access:\n- { repositories: 'a b', users: [a], allow: [pull] }", "registry.yaml:2:19: error: 'a b' is no pattern of names", "'**' for any")]
    [InlineData("access:\n- { repository: '**', repositories: '**', users: [a], allow: [pull] }", "registry.yaml:2:5: error: an access rule has no 'repository'", "repositories")]
    [InlineData("anonymous: pull\naccess:\n- { repositories: '**', users: [a], allow: [pull] }", "registry.yaml:1:1: error: 'anonymous' and 'access' both say what someone without a login may do", "anonymous: true")]
    [InlineData("groups: { team: [a] }", "registry.yaml:1:1: error: there are groups, and no access rule to use them", "rules under 'access'")]
    [InlineData("throttle: { window: 10 }", "registry.yaml:1:21: error: '10' is not a time", "90d")]
    [InlineData("throttle: { failures-per-user: 0 }", "registry.yaml:1:32: error: 'failures-per-user' is a whole number of at least 1, not '0'", "")]
    [InlineData("quotas: [{ namespaces: team }]", "registry.yaml:1:10: error: the quota limits nothing", "bytes: 10GB")]
    [InlineData("webhooks: { ci: { url: 'http://ci.example/', secret-file: s } }", "registry.yaml:1:24: error: 'http://ci.example/' is not where a webhook is sent", "https://")]
    [InlineData("webhooks: { ci: { url: 'https://ci.example/' } }", "registry.yaml:1:17: error: the webhook 'ci' has no 'secret-file'", "secret-file: FILE")]
    [InlineData("webhooks: { ci: { url: 'https://ci.example/', secret-file: s, events: push } }", "registry.yaml:1:71: error: there is no event 'push'", "push-manifest")]
    [InlineData("listen: 127.0.0.1:5000\nlisten: 127.0.0.1:5001", "registry.yaml:2:1: error: 'listen' is here twice", "line 1")]
    public void Each_mistake_is_told_with_its_place_and_what_was_probably_meant(string text, string expected, string help)
    {
        var file = RegistryServerSettingsFile.Read(SourceText.From("registry.yaml", text), "/etc/registry");

        var problem = file.Diagnostics.ShouldHaveSingleItem();
        problem.ToString().ShouldBe(expected);
        (problem.Help ?? "").ShouldContain(help);
    }

    [Fact]
    public void An_empty_file_says_nothing()
    {
        Read("").ShouldBe(RegistryServerSettings.Empty);
        Read("# a comment\n").ShouldBe(RegistryServerSettings.Empty);
    }

    private static RegistryServerSettings Read(string text)
    {
        var file = RegistryServerSettingsFile.Read(SourceText.From("registry.yaml", text), "/etc/registry");
        file.Diagnostics.Select(static problem => problem.ToString()).ShouldBeEmpty();
        return file.Settings;
    }
}
