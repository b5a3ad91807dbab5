// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.Extensions.Logging;
using Slipway.Oci;
using Slipway.Registry;
using Slipway.TestKit;

namespace Slipway.Server.Tests;

public sealed class WatchedSettingsTests : IDisposable
{
    private const string Open = "anonymous: push\n";
    private readonly TempFolder _folder = new();
    private readonly Lines _log = new();

    public void Dispose()
    {
        _log.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Access_rules_that_change_count_from_the_next_request_on()
    {
        var settings = Watch("access: [{ repositories: '**', users: [alice], allow: [pull] }]");
        Allowed(settings).ShouldBe(RegistryAction.Pull);

        Write("access: [{ repositories: '**', users: [alice], allow: [push, delete] }]");

        Allowed(settings).ShouldBe(RegistryAction.Push | RegistryAction.Delete);
    }

    [Theory]
    [InlineData("access: [{ repositories: '**', users: [alice], allow: [puhs] }]")]
    [InlineData("access: [")]
    [InlineData("tls: { key: a }")]
    public void A_file_with_a_mistake_takes_and_gives_no_rights(string mistake)
    {
        var settings = Watch("access: [{ repositories: '**', users: [alice], allow: [pull] }]");

        Write(mistake);

        Allowed(settings).ShouldBe(RegistryAction.Pull);
        Write("access: [{ repositories: '**', users: [bob], allow: [pull] }]");
        Allowed(settings).ShouldBe(RegistryAction.None);
    }

    [Fact]
    public void A_file_that_is_gone_leaves_what_it_said()
    {
        var settings = Watch("access: [{ repositories: '**', users: [alice], allow: [pull] }]");

        File.Delete(_folder["registry.yaml"]);

        Allowed(settings).ShouldBe(RegistryAction.Pull);
    }

    [Fact]
    public void What_is_looked_at_at_the_start_stays_and_the_log_names_it()
    {
        var settings = Watch("listen: 127.0.0.1:5000\nquotas: [{ tags: 5 }]\n");

        Write("listen: 127.0.0.1:6000\nquotas: [{ tags: 9 }]\nwebhooks: {}\nmode: read-only\n");

        settings.Current.Quotas.ShouldHaveSingleItem().MaxTags.ShouldBe(9);
        settings.Current.Listen.Port.ShouldBe(5000);
        settings.Current.Mode.ShouldBe(RegistryMode.ReadOnly);
        _log.Warnings.ShouldHaveSingleItem().ShouldContain("'listen', 'webhooks' changed, which are looked at when the registry starts");
        Write("listen: 127.0.0.1:6000\nwebhooks: {}\n");
        settings.Current.Quotas.ShouldBeEmpty();
        _log.Warnings.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_running_registry_turns_read_only_and_keeps_tags_and_quotas_as_its_file_says_now()
    {
        var settings = Watch(Open);
        await using var registry = await TestRegistry.StartAsync(TestContext.Current.CancellationToken, options => options with { Anonymous = AnonymousAccess.Push, Live = settings });
        using var http = new HttpClient { BaseAddress = registry.Server.Address };
        (await PutAsync(http, "v1")).ShouldBe(HttpStatusCode.Created);

        Write(Open + "mode: read-only\n");
        (await PutAsync(http, "v2")).ShouldBe(HttpStatusCode.MethodNotAllowed);
        Write(Open + "immutable-tags: [{ tags: 'v*' }]\n");
        (await http.DeleteAsync(new Uri("/v2/app/manifests/v1", UriKind.Relative), TestContext.Current.CancellationToken)).IsSuccessStatusCode.ShouldBeFalse();
        Write(Open + "quotas: [{ tags: 1 }]\n");
        (await PutAsync(http, "v2")).ShouldBe(HttpStatusCode.Forbidden);
        Write(Open);
        (await PutAsync(http, "v2")).ShouldBe(HttpStatusCode.Created);
        Write("anonymous: pull\n");
        (await PutAsync(http, "v3")).ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static async Task<HttpStatusCode> PutAsync(HttpClient http, string tag)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var digest = Digest.Sha256("{}"u8);
        using var blob = new ByteArrayContent("{}"u8.ToArray());
        await http.PostAsync(new Uri($"/v2/app/blobs/uploads/?digest={digest}", UriKind.Relative), blob, cancellation);
        var text = $$$"""{"schemaVersion":2,"mediaType":"{{{MediaTypes.Manifest}}}","config":{"mediaType":"{{{MediaTypes.Empty}}}","digest":"{{{digest}}}","size":2},"layers":[]}""";
        using var manifest = new StringContent(text, Encoding.UTF8, MediaTypes.Manifest);
        return (await http.PutAsync(new Uri($"/v2/app/manifests/{tag}", UriKind.Relative), manifest, cancellation)).StatusCode;
    }

    private static RegistryAction Allowed(WatchedSettings settings) => settings.Current.EffectiveAccess.Allowed("alice", RepositoryName.Parse("team/app"));

    private void Write(string text) => AtomicFile.Write(_folder["registry.yaml"], Encoding.UTF8.GetBytes(text));

    private WatchedSettings Watch(string text)
    {
        Write(text);
        var file = RegistryServerSettingsFile.Read(_folder["registry.yaml"], "registry.yaml");
        file.HasErrors.ShouldBeFalse();
        return new(_folder["registry.yaml"], file, settings => settings.ToOptions(_folder["root"]), _log);
    }

    private sealed class Lines : ILoggerFactory, ILogger
    {
        public ConcurrentQueue<string> Warnings { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Warning)
                Warnings.Enqueue(formatter(state, exception));
        }

        public void Dispose()
        {
        }
    }
}
