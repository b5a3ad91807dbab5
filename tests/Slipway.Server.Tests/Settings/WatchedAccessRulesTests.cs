// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Oci;
using Slipway.Registry;
using Slipway.TestKit;

namespace Slipway.Server.Tests;

public sealed class WatchedAccessRulesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_that_changes_counts_from_the_next_request_on()
    {
        var rules = Watch("access: [{ repositories: '**', users: [alice], allow: [pull] }]");
        Allowed(rules).ShouldBe(RegistryAction.Pull);

        Write("access: [{ repositories: '**', users: [alice], allow: [push, delete] }]");

        Allowed(rules).ShouldBe(RegistryAction.Push | RegistryAction.Delete);
    }

    [Theory]
    [InlineData("access: [{ repositories: '**', users: [alice], allow: [puhs] }]")]
    [InlineData("access: [")]
    [InlineData("tls: { key: a }")]
    public void A_file_with_a_mistake_takes_and_gives_no_rights(string mistake)
    {
        var rules = Watch("access: [{ repositories: '**', users: [alice], allow: [pull] }]");

        Write(mistake);

        Allowed(rules).ShouldBe(RegistryAction.Pull);
        Write("access: [{ repositories: '**', users: [bob], allow: [pull] }]");
        Allowed(rules).ShouldBe(RegistryAction.None);
    }

    [Fact]
    public void A_file_that_is_gone_leaves_what_it_said()
    {
        var rules = Watch("access: [{ repositories: '**', users: [alice], allow: [pull] }]");

        File.Delete(_folder["registry.yaml"]);

        Allowed(rules).ShouldBe(RegistryAction.Pull);
    }

    private static RegistryAction Allowed(WatchedAccessRules rules) => rules.Current.Allowed("alice", RepositoryName.Parse("team/app"));

    private void Write(string text) => AtomicFile.Write(_folder["registry.yaml"], System.Text.Encoding.UTF8.GetBytes(text));

    private WatchedAccessRules Watch(string text)
    {
        Write(text);
        var file = RegistryServerSettingsFile.Read(_folder["registry.yaml"], "registry.yaml");
        file.HasErrors.ShouldBeFalse();
        return new(_folder["registry.yaml"], file.Settings, settings => settings.ToOptions(_folder["root"]), NullLoggerFactory.Instance);
    }
}
