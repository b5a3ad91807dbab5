// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Text;
using Slipway.Oci;

namespace Slipway.Registry.Tests;

public sealed class ApiKeyTests : IAsyncLifetime
{
    private AccessWorld _world = null!;

    private ApiKeys Keys => _world.Registry.Server.Storage.Keys;

    public async ValueTask InitializeAsync()
    {
        _world = await AccessWorld.StartAsync();
        await _world.Owner.PushImageAsync("team/app", "1.0");
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_key_opens_what_it_is_for_as_a_password_and_as_a_bearer_token()
    {
        var text = await MakeAsync("ci");
        using var password = new RegistryHttp(_world.Registry.Server.Address, text);
        using var bearer = RegistryHttp.Anonymous(_world.Registry);
        bearer.Client.DefaultRequestHeaders.Authorization = new("Bearer", text);

        foreach (var http in new[] { password, bearer })
        {
            (await http.HeadAsync("/v2/team/app/manifests/1.0")).StatusCode.ShouldBe(HttpStatusCode.OK);
            (await http.HeadAsync("/v2/other/app/manifests/1.0")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            (await http.SendAsync("POST", "/v2/team/app/blobs/uploads/")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        }
    }

    [Fact]
    public async Task A_revoked_key_and_its_tokens_open_nothing_from_the_next_request_on()
    {
        var text = await MakeAsync("ci");
        using var http = new RegistryHttp(_world.Registry.Server.Address, text);
        using var token = RegistryHttp.Anonymous(_world.Registry);
        token.Client.DefaultRequestHeaders.Authorization = new("Bearer", await AnonymousAccessTests.GetTokenAsync(http, "scope=repository:team/app:pull", http.Client.DefaultRequestHeaders.Authorization));
        (await token.HeadAsync("/v2/team/app/manifests/1.0")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await Keys.RevokeAsync("ci", RegistryHttp.Cancellation)).ShouldBeTrue();

        (await http.HeadAsync("/v2/team/app/manifests/1.0")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await token.HeadAsync("/v2/team/app/manifests/1.0")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await Keys.RevokeAsync("ci", RegistryHttp.Cancellation)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_new_key_of_the_same_name_does_not_bring_the_tokens_of_the_old_one_back()
    {
        using var http = new RegistryHttp(_world.Registry.Server.Address, await MakeAsync("ci"));
        using var token = RegistryHttp.Anonymous(_world.Registry);
        token.Client.DefaultRequestHeaders.Authorization = new("Bearer", await AnonymousAccessTests.GetTokenAsync(http, "scope=repository:team/app:pull", http.Client.DefaultRequestHeaders.Authorization));

        await Keys.RevokeAsync("ci", RegistryHttp.Cancellation);
        await MakeAsync("ci");

        (await token.HeadAsync("/v2/team/app/manifests/1.0")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_key_ends_when_its_time_is_over()
    {
        using var http = new RegistryHttp(_world.Registry.Server.Address, await MakeAsync("ci", TimeSpan.FromDays(1)));
        _world.Time.Now += TimeSpan.FromHours(23);
        (await http.HeadAsync("/v2/team/app/manifests/1.0")).StatusCode.ShouldBe(HttpStatusCode.OK);

        _world.Time.Now += TimeSpan.FromHours(1);

        (await http.HeadAsync("/v2/team/app/manifests/1.0")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        Keys.List().ShouldHaveSingleItem().IsExpired(_world.Time.Now).ShouldBeTrue();
    }

    [Fact]
    public async Task A_key_with_another_secret_or_id_is_nobodys()
    {
        var text = await MakeAsync("ci");
        var other = await MakeAsync("other");

        foreach (var forged in new[] { text[..^1] + (text[^1] == 'A' ? 'B' : 'A'), text[..24] + other[24..], text.ToUpperInvariant(), text[..^1], text + "A", "slipway_", text.Replace("slipway_", "slipwax_", StringComparison.Ordinal) })
        {
            using var http = new RegistryHttp(_world.Registry.Server.Address, forged);
            (await http.HeadAsync("/v2/team/app/manifests/1.0")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, forged);
        }
    }

    [Fact]
    public async Task Nothing_on_the_disk_or_in_the_log_holds_a_key()
    {
        var text = await MakeAsync("ci");
        using (var http = new RegistryHttp(_world.Registry.Server.Address, text))
            await http.HeadAsync("/v2/team/app/manifests/1.0");

        var secret = text[^43..];
        foreach (var file in Directory.GetFiles(_world.Registry.Root, "*", SearchOption.AllDirectories))
            File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)).ShouldBe(-1, file);
        _world.Log.Lines.ShouldAllBe(line => !line.Contains(secret));
    }

    [Fact]
    public async Task Two_keys_have_no_name_together()
    {
        await MakeAsync("ci");

        (await Should.ThrowAsync<InvalidOperationException>(() => MakeAsync("ci"))).Message.ShouldContain("revoke it first");
    }

    [Fact]
    public async Task Keys_are_in_the_audit_log_by_name()
    {
        await MakeAsync("ci");
        await Keys.RevokeAsync("ci", RegistryHttp.Cancellation);

        _world.Registry.Server.Storage.Audit.ListLast(2).Select(static entry => (entry.Event.Kind, entry.Event.Key))
            .ShouldBe([(RegistryEventKind.CreateKey, "ci"), (RegistryEventKind.RevokeKey, "ci")]);
    }

    private async Task<string> MakeAsync(string name, TimeSpan? lifetime = null) =>
        (await Keys.CreateAsync(new() { Name = name, Repositories = [NamePattern.Parse("team/**")], Lifetime = lifetime }, RegistryHttp.Cancellation)).Text;
}
