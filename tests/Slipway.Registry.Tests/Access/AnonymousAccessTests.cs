// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Slipway.TestKit;

namespace Slipway.Registry.Tests;

/// <summary>A registry without users: anyone pulls, and the push token does the rest.</summary>
public sealed class AnonymousAccessTests(RegistryFixture fixture) : IClassFixture<RegistryFixture>
{
    private readonly RegistryHttp _owner = fixture.Http;
    private readonly string _repository = fixture.NewRepository();

    [Fact]
    public async Task The_first_request_asks_for_a_token_so_that_clients_learn_where_to_log_in()
    {
        using var http = RegistryHttp.Anonymous(fixture.Registry);

        var response = await http.GetAsync("/v2/");

        await response.ShouldBeErrorAsync(HttpStatusCode.Unauthorized, "UNAUTHORIZED");
        response.Header("WWW-Authenticate").ShouldBe($"Bearer realm=\"{fixture.Registry.Server.Address}token\",service=\"slipway-registry\"");
        response.Header("Docker-Distribution-Api-Version").ShouldBe("registry/2.0");
    }

    [Theory]
    [InlineData("/v2/")]
    [InlineData("/v2")]
    public async Task A_login_of_any_kind_answers_the_first_request(string path)
    {
        using var http = RegistryHttp.Anonymous(fixture.Registry);
        http.Client.DefaultRequestHeaders.Authorization = new("Bearer", await GetTokenAsync(http, ""));

        (await http.GetAsync(path).TextAsync()).ShouldBe("{}");
        (await _owner.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Anyone_pulls()
    {
        var digest = await _owner.PushImageAsync(_repository, "1.0");
        using var http = RegistryHttp.Anonymous(fixture.Registry);

        (await http.HeadAsync($"/v2/{_repository}/manifests/1.0")).Header("Docker-Content-Digest").ShouldBe(digest.ToString());
        (await http.GetAsync($"/v2/{_repository}/tags/list")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await http.GetAsync($"/v2/{_repository}/referrers/{digest}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await http.GetAsync("/v2/_catalog")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Nobody_pushes_or_deletes_without_the_token()
    {
        var digest = await _owner.PushImageAsync(_repository, "1.0");
        var upload = await _owner.StartUploadAsync(_repository);
        using var http = RegistryHttp.Anonymous(fixture.Registry);

        foreach (var (method, path, action) in new[]
        {
            ("POST", $"/v2/{_repository}/blobs/uploads/", "pull,push"),
            ("PATCH", upload, "pull,push"),
            ("PUT", upload, "pull,push"),
            ("GET", upload, "pull,push"),
            ("DELETE", upload, "pull,push"),
            ("PUT", $"/v2/{_repository}/manifests/2.0", "pull,push"),
            ("DELETE", $"/v2/{_repository}/manifests/{digest}", "delete"),
            ("DELETE", $"/v2/{_repository}/blobs/{digest}", "delete"),
        })
        {
            var response = await http.SendAsync(method, path);
            await response.ShouldBeErrorAsync(HttpStatusCode.Unauthorized, "UNAUTHORIZED");
            response.Header("WWW-Authenticate").ShouldBe($"Bearer realm=\"{fixture.Registry.Server.Address}token\",service=\"slipway-registry\",scope=\"repository:{_repository}:{action}\"");
        }
        (await _owner.HeadAsync($"/v2/{_repository}/manifests/1.0")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_push_token_is_a_bearer_token_too()
    {
        using var http = RegistryHttp.Anonymous(fixture.Registry);
        http.Client.DefaultRequestHeaders.Authorization = new("Bearer", fixture.Registry.PushToken);

        (await http.SendAsync("POST", $"/v2/{_repository}/blobs/uploads/")).StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    [Theory]
    [InlineData("Basic", "dGVzdGVyOndyb25n")]
    [InlineData("Basic", "not base64")]
    [InlineData("Basic", "bm8gY29sb24=")]
    [InlineData("Bearer", "wrong")]
    [InlineData("Digest", "x")]
    public async Task A_wrong_login_is_refused_even_where_none_is_needed(string scheme, string parameter)
    {
        using var http = RegistryHttp.Anonymous(fixture.Registry);

        var response = await http.GetAsync("/v2/_catalog", ("Authorization", $"{scheme} {parameter}"));

        await response.ShouldBeErrorAsync(HttpStatusCode.Unauthorized, "UNAUTHORIZED");
        response.Header("WWW-Authenticate").ShouldNotBeNull().ShouldContain("error=\"invalid_token\"");
    }

    [Fact]
    public async Task The_secrets_are_readable_by_their_owner_alone_and_outlive_a_restart()
    {
        await using var registry = await TestRegistry.StartAsync(RegistryHttp.Cancellation);
        var token = registry.PushToken;

        foreach (var file in new[] { "push-token", "signing-key" })
            File.GetUnixFileMode(Path.Combine(registry.Root, file)).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.GetUnixFileMode(registry.Root).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await registry.RestartAsync(RegistryHttp.Cancellation);

        registry.PushToken.ShouldBe(token);
    }

    [Fact]
    public async Task Who_mounts_gets_nothing_that_could_not_be_pulled()
    {
        await using var registry = await TestRegistry.StartAsync(RegistryHttp.Cancellation, static options => options with { Anonymous = AnonymousAccess.None });
        using var owner = new RegistryHttp(registry);
        var digest = await owner.PushBlobAsync("secret/images", "secret");
        using var http = RegistryHttp.Anonymous(registry);
        http.Client.DefaultRequestHeaders.Authorization = new("Bearer", await GetTokenAsync(owner, "scope=repository:mine/images:pull,push", owner.Client.DefaultRequestHeaders.Authorization));

        var named = await http.SendAsync("POST", $"/v2/mine/images/blobs/uploads/?mount={digest}&from=secret/images");
        var found = await http.SendAsync("POST", $"/v2/mine/images/blobs/uploads/?mount={digest}");

        named.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        found.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await http.HeadAsync($"/v2/mine/images/blobs/{digest}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    internal static async Task<string> GetTokenAsync(RegistryHttp http, string query, AuthenticationHeaderValue? login = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/token?service=slipway-registry&{query}");
        request.Headers.Authorization = login;
        using var anonymous = new HttpClient { BaseAddress = http.Client.BaseAddress };
        var response = await anonymous.SendAsync(request, RegistryHttp.Cancellation);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return JsonDocument.Parse(await response.BytesAsync()).RootElement.GetProperty("token").GetString()!;
    }
}
