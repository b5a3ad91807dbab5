// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Registry.Tests;

/// <summary>What a client keeps in place of a password.</summary>
public sealed class RefreshTokenTests : IAsyncLifetime
{
    private const string Scope = "repository:team/app:pull,push";
    private readonly TempFolder _folder = new();
    private readonly FakeTime _time = new();
    private TestRegistry _registry = null!;
    private RegistryHttp _http = null!;

    public async ValueTask InitializeAsync()
    {
        WriteUser("wonderland");
        _registry = await TestRegistry.StartAsync(
            RegistryHttp.Cancellation, options => options with { HtpasswdFile = _folder["htpasswd"] }, services => services.AddSingleton<TimeProvider>(_time));
        _http = RegistryHttp.Anonymous(_registry);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _registry.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_login_that_is_asked_for_once_is_renewed_without_the_password()
    {
        var byGet = (await GetAsync($"/token?service=slipway-registry&offline_token=true&scope={Scope}", "alice", "wonderland")).GetProperty("refresh_token").GetString()!;
        var byPost = (await PostAsync(("grant_type", "password"), ("access_type", "offline"), ("username", "alice"), ("password", "wonderland"))).Answer!.Value.GetProperty("refresh_token").GetString()!;

        foreach (var refresh in (string[])[byGet, byPost])
        {
            var (status, answer) = await RenewAsync(refresh);
            status.ShouldBe(HttpStatusCode.OK);
            answer!.Value.TryGetProperty("refresh_token", out _).ShouldBeFalse();
            using var http = RegistryHttp.Anonymous(_registry);
            http.Client.DefaultRequestHeaders.Authorization = new("Bearer", answer.Value.GetProperty("access_token").GetString());
            await http.PushImageAsync("team/app", "1.0");
        }
    }

    [Fact]
    public async Task Nobody_gets_one_who_does_not_ask_or_has_no_login()
    {
        (await GetAsync("/token?service=slipway-registry", "alice", "wonderland")).TryGetProperty("refresh_token", out _).ShouldBeFalse();
        (await PostAsync(("grant_type", "password"), ("username", "alice"), ("password", "wonderland"))).Answer!.Value.TryGetProperty("refresh_token", out _).ShouldBeFalse();
        var anonymous = await _http.GetAsync("/token?service=slipway-registry&offline_token=true");
        JsonDocument.Parse(await anonymous.BytesAsync()).RootElement.TryGetProperty("refresh_token", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task It_opens_nothing_by_itself_and_a_token_renews_nothing()
    {
        var refresh = await RefreshTokenAsync("alice", "wonderland");
        var token = (await RenewAsync(refresh)).Answer!.Value.GetProperty("access_token").GetString()!;

        (await _http.GetAsync("/v2/", ("Authorization", $"Bearer {refresh}"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await _http.GetAsync("/v2/", ("Authorization", $"Bearer {token}"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await RenewAsync(token)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await RenewAsync(refresh[..^4] + "AAAA")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await RenewAsync("")).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_changed_password_a_revoked_key_and_ninety_days_end_it()
    {
        var (key, secret) = await _registry.Server.Storage.Keys.CreateAsync(new() { Name = "ci", Repositories = [NamePattern.Any], Allow = RegistryAction.Pull }, RegistryHttp.Cancellation);
        var (ofUser, ofKey) = (await RefreshTokenAsync("alice", "wonderland"), await RefreshTokenAsync("any", secret));
        (await RenewAsync(ofUser)).Status.ShouldBe(HttpStatusCode.OK);
        (await RenewAsync(ofKey)).Status.ShouldBe(HttpStatusCode.OK);

        await _registry.Server.Storage.Keys.RevokeAsync(key.Name, RegistryHttp.Cancellation);
        WriteUser("looking-glass");
        (await RenewAsync(ofKey)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await RenewAsync(ofUser)).Status.ShouldBe(HttpStatusCode.Unauthorized);

        var later = await RefreshTokenAsync("alice", "looking-glass");
        _time.Now += TimeSpan.FromDays(89);
        (await RenewAsync(later)).Status.ShouldBe(HttpStatusCode.OK);
        _time.Now += TimeSpan.FromDays(2);
        (await RenewAsync(later)).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private void WriteUser(string password) => AtomicFile.Write(_folder["htpasswd"], System.Text.Encoding.UTF8.GetBytes($"alice:{Bcrypt.Make(password, cost: 4)}\n"));

    private async Task<string> RefreshTokenAsync(string user, string password) =>
        (await GetAsync("/token?service=slipway-registry&offline_token=true", user, password)).GetProperty("refresh_token").GetString()!;

    private async Task<JsonElement> GetAsync(string path, string user, string password)
    {
        using var http = RegistryHttp.Anonymous(_registry);
        http.Client.DefaultRequestHeaders.Authorization = RegistryHttp.Basic(user, password);
        return JsonDocument.Parse(await (await http.GetAsync(path)).BytesAsync()).RootElement;
    }

    private Task<(HttpStatusCode Status, JsonElement? Answer)> RenewAsync(string refresh) => PostAsync(("grant_type", "refresh_token"), ("refresh_token", refresh), ("scope", Scope));

    private async Task<(HttpStatusCode Status, JsonElement? Answer)> PostAsync(params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Append(("service", "slipway-registry")).Append(("client_id", "test")).Select(static field => KeyValuePair.Create(field.Item1, field.Item2)));
        var response = await _http.Client.PostAsync("/token", form, RegistryHttp.Cancellation);
        return (response.StatusCode, response.IsSuccessStatusCode ? JsonDocument.Parse(await response.BytesAsync()).RootElement : null);
    }
}
