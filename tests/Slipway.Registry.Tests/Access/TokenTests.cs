// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Slipway.TestKit;

namespace Slipway.Registry.Tests;

/// <summary>Nobody makes a token but the registry, and none lasts.</summary>
public sealed class TokenTests : IAsyncLifetime
{
    private readonly FakeTime _time = new();
    private TestRegistry _registry = null!;
    private RegistryHttp _http = null!;

    public async ValueTask InitializeAsync()
    {
        _registry = await TestRegistry.StartAsync(
            RegistryHttp.Cancellation, static options => options with { Anonymous = AnonymousAccess.None }, services => services.AddSingleton<TimeProvider>(_time));
        _http = RegistryHttp.Anonymous(_registry);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _registry.DisposeAsync();
    }

    [Fact]
    public async Task A_token_ends_after_five_minutes_and_a_minute_of_leeway()
    {
        var token = await GetTokenAsync();

        (await TryAsync(token)).ShouldBe(HttpStatusCode.OK);
        _time.Now += TimeSpan.FromMinutes(5.9);
        (await TryAsync(token)).ShouldBe(HttpStatusCode.OK);
        _time.Now += TimeSpan.FromMinutes(0.2);
        (await TryAsync(token)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_token_from_the_future_is_not_good_yet()
    {
        var token = await GetTokenAsync();
        _time.Now -= TimeSpan.FromMinutes(2);

        (await TryAsync(token)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_token_outlives_a_restart()
    {
        var token = await GetTokenAsync();
        await using var second = await RegistryServer.StartAsync(_registry.Server.Options, services => services.AddSingleton<TimeProvider>(_time), RegistryHttp.Cancellation);
        using var http = new RegistryHttp(second.Address, null);

        (await http.GetAsync("/v2/_catalog", ("Authorization", $"Bearer {token}"))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_token_is_not_exchanged_for_a_fresh_one()
    {
        var token = await GetTokenAsync();

        (await _http.GetAsync("/token?scope=registry:catalog:*", ("Authorization", $"Bearer {token}"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task An_anonymous_token_allows_nothing_where_nothing_is_allowed()
    {
        var token = await AnonymousAccessTests.GetTokenAsync(_http, "scope=registry:catalog:*&scope=repository:a:pull,push,delete");

        (await TryAsync(token)).ShouldBe(HttpStatusCode.Unauthorized);
        (await _http.GetAsync("/v2/", ("Authorization", $"Bearer {token}"))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_forged_token_is_refused()
    {
        var token = await GetTokenAsync();
        var parts = token.Split('.');
        var payload = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1]));
        var forged = Encode(payload.Replace("slipway-registry", "slipway-registrx", StringComparison.Ordinal));
        var none = Encode("""{"alg":"none","typ":"JWT"}""");
        var keyed = Encode("""{"alg":"HS256","typ":"JWT","jwk":{"kty":"oct","k":"AAAA"}}""");
        var known = Encode("""{"alg":"HS256","typ":"JWT","kid":"../../../../dev/null"}""");

        // A registry that signs by a public key would publish it; one that takes it for a shared secret lets everyone sign.
        var asymmetric = Encode("""{"alg":"RS256","typ":"JWT"}""");
        var other = Encode("""{"alg":"HS512","typ":"JWT"}""");
        var audience = Encode(payload.Replace("\"aud\":\"slipway-registry\"", "\"aud\":\"registry.example\"", StringComparison.Ordinal));
        var longer = Encode(payload.Replace("\"exp\":", "\"exp\":9", StringComparison.Ordinal));

        foreach (var attempt in new[]
        {
            $"{asymmetric}.{parts[1]}.{parts[2]}",
            $"{asymmetric}.{parts[1]}.{Sign($"{asymmetric}.{parts[1]}", Encoding.ASCII.GetBytes("-----BEGIN PUBLIC KEY-----"))}",
            $"{other}.{parts[1]}.{parts[2]}",
            $"{parts[0]}.{audience}.{parts[2]}",
            $"{parts[0]}.{longer}.{parts[2]}",
            $"{parts[0]}.{forged}.{parts[2]}",
            $"{none}.{parts[1]}.",
            $"{none}.{parts[1]}.{parts[2]}",
            $"{keyed}.{parts[1]}.{Sign($"{keyed}.{parts[1]}", [0, 0, 0])}",
            $"{known}.{parts[1]}.{Sign($"{known}.{parts[1]}", [])}",
            $"{parts[0]}.{parts[1]}.{Sign($"{parts[0]}.{parts[1]}", [])}",
            $"{parts[0]}.{parts[1]}",
            $"{parts[0]}.{parts[1]}.{parts[2]}.",
            $"{parts[0]}.{parts[1]}.{parts[2][..^4]}",
            $"..{parts[2]}",
            new string('.', 100),
        })
        {
            (await TryAsync(attempt)).ShouldBe(HttpStatusCode.Unauthorized, attempt);
        }
        (await TryAsync(token)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_token_that_our_own_key_signed_for_another_audience_is_refused()
    {
        var signer = new TokenSigner(Convert.FromHexString((await File.ReadAllTextAsync(Path.Combine(_registry.Root, "signing-key"), RegistryHttp.Cancellation)).Trim()));
        var now = _time.Now.ToUnixTimeSeconds();
        var claims = signer.Read(await GetTokenAsync())!;

        (await TryAsync(signer.Sign(claims))).ShouldBe(HttpStatusCode.OK);
        (await TryAsync(signer.Sign(claims with { Audience = "registry.example" }))).ShouldBe(HttpStatusCode.Unauthorized);
        (await TryAsync(signer.Sign(claims with { Issuer = "someone" }))).ShouldBe(HttpStatusCode.Unauthorized);
        (await TryAsync(signer.Sign(claims with { PasswordMark = "0123456789abcdef" }))).ShouldBe(HttpStatusCode.Unauthorized, "of another push token");
        (await TryAsync(signer.Sign(claims with { Expires = now - 61 }))).ShouldBe(HttpStatusCode.Unauthorized);
    }

    private Task<string> GetTokenAsync() => AnonymousAccessTests.GetTokenAsync(_http, "scope=registry:catalog:*", RegistryHttp.Basic("me", _registry.PushToken));

    private async Task<HttpStatusCode> TryAsync(string token) => (await _http.GetAsync("/v2/_catalog", ("Authorization", $"Bearer {token}"))).StatusCode;

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private static string Sign(string text, byte[] key) => Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(text)));
}
