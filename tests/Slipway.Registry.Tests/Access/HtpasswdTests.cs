// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Native;
using Slipway.TestKit;

namespace Slipway.Registry.Tests;

/// <summary>A registry with users.</summary>
public sealed class HtpasswdTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private TestRegistry _registry = null!;

    public async ValueTask InitializeAsync()
    {
        WriteUsers("alice:" + Bcrypt.Make("wonderland", cost: 4));
        _registry = await TestRegistry.StartAsync(RegistryHttp.Cancellation, options => options with { HtpasswdFile = _folder["htpasswd"] });
    }

    public async ValueTask DisposeAsync()
    {
        await _registry.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Nobody_enters_without_a_login()
    {
        using var http = RegistryHttp.Anonymous(_registry);

        foreach (var path in new[] { "/v2/", "/v2/_catalog", "/v2/a/tags/list", "/v2/a/manifests/latest" })
            await (await http.GetAsync(path)).ShouldBeErrorAsync(HttpStatusCode.Unauthorized, "UNAUTHORIZED");
        _registry.Server.PushToken.ShouldBeNull();
        File.Exists(RegistrySecrets.PushTokenFile(_registry.Root)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_file_of_users_that_has_no_end_is_refused_and_not_read()
    {
        var problem = await Should.ThrowAsync<InvalidDataException>(() => TestRegistry.StartAsync(RegistryHttp.Cancellation, static options => options with { HtpasswdFile = "/dev/zero" }));

        problem.Message.ShouldContain("/dev/zero");
    }

    [Fact]
    public async Task A_user_pushes_pulls_and_deletes_by_basic()
    {
        using var http = Alice();

        var digest = await http.PushImageAsync("team/app", "1.0");

        (await http.GetAsync("/v2/team/app/manifests/1.0")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await http.DeleteAsync($"/v2/team/app/manifests/{digest}")).StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    [Theory]
    [InlineData("alice", "wrong")]
    [InlineData("alice", "")]
    [InlineData("bob", "wonderland")]
    [InlineData("", "wonderland")]
    [InlineData("alice", "wonderland\0more")]
    public async Task A_wrong_login_is_refused_at_every_door(string user, string password)
    {
        using var http = RegistryHttp.Anonymous(_registry);
        http.Client.DefaultRequestHeaders.Authorization = RegistryHttp.Basic(user, password);

        await (await http.GetAsync("/v2/")).ShouldBeErrorAsync(HttpStatusCode.Unauthorized, "UNAUTHORIZED");
        var token = await http.GetAsync("/token?service=slipway-registry");
        await token.ShouldBeErrorAsync(HttpStatusCode.Unauthorized, "UNAUTHORIZED");
        token.Header("WWW-Authenticate").ShouldNotBeNull().ShouldStartWith("Basic ");
    }

    [Fact]
    public async Task A_token_of_a_login_carries_what_was_asked_for_and_no_more()
    {
        using var alice = Alice();
        await alice.PushImageAsync("team/app", "1.0");
        using var http = RegistryHttp.Anonymous(_registry);
        http.Client.DefaultRequestHeaders.Authorization = new("Bearer", await GetTokenAsync("scope=repository:team/app:pull"));

        (await http.GetAsync("/v2/team/app/manifests/1.0")).StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (var (method, path) in new[] { ("POST", "/v2/team/app/blobs/uploads/"), ("GET", "/v2/team/other/tags/list"), ("GET", "/v2/_catalog"), ("DELETE", "/v2/team/app/manifests/1.0") })
        {
            var response = await http.SendAsync(method, path);
            await response.ShouldBeErrorAsync(HttpStatusCode.Unauthorized, "UNAUTHORIZED");
            response.Header("WWW-Authenticate").ShouldNotBeNull().ShouldContain("error=\"insufficient_scope\"");
        }
    }

    [Theory]
    [InlineData("scope=repository:team/app:pull,push&scope=registry:catalog:*")]
    [InlineData("scope=repository:team/app:pull,push%20registry:catalog:*")]
    [InlineData("scope=repository(plugin):team/app:*&scope=registry:catalog:*&scope=nonsense&scope=repository:UPPER:pull")]
    public async Task Several_scopes_may_be_asked_for(string query)
    {
        using var http = RegistryHttp.Anonymous(_registry);
        http.Client.DefaultRequestHeaders.Authorization = new("Bearer", await GetTokenAsync(query));

        await http.PushImageAsync("team/app", "1.0");

        (await http.GetAsync("/v2/_catalog")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_password_may_be_posted_for_a_token()
    {
        using var http = RegistryHttp.Anonymous(_registry);
        var form = new Dictionary<string, string> { ["grant_type"] = "password", ["service"] = "slipway-registry", ["client_id"] = "test", ["username"] = "alice", ["password"] = "wonderland", ["scope"] = "registry:catalog:*" };

        var right = await http.Client.PostAsync("/token", new FormUrlEncodedContent(form), RegistryHttp.Cancellation);
        form["password"] = "wrong";
        var wrong = await http.Client.PostAsync("/token", new FormUrlEncodedContent(form), RegistryHttp.Cancellation);
        form["grant_type"] = "authorization_code";
        var other = await http.Client.PostAsync("/token", new FormUrlEncodedContent(form), RegistryHttp.Cancellation);

        var answer = JsonDocument.Parse(await right.BytesAsync()).RootElement;
        answer.GetProperty("expires_in").GetInt32().ShouldBe(300);
        answer.GetProperty("issued_at").GetDateTimeOffset().ShouldBeLessThan(DateTimeOffset.UtcNow.AddMinutes(1));
        http.Client.DefaultRequestHeaders.Authorization = new("Bearer", answer.GetProperty("access_token").GetString());
        (await http.GetAsync("/v2/_catalog")).StatusCode.ShouldBe(HttpStatusCode.OK);
        wrong.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        other.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_changed_file_counts_from_the_next_request_and_ends_tokens()
    {
        using var alice = Alice();
        using var token = RegistryHttp.Anonymous(_registry);
        token.Client.DefaultRequestHeaders.Authorization = new("Bearer", await GetTokenAsync("scope=registry:catalog:*"));
        (await alice.GetAsync("/v2/_catalog")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await token.GetAsync("/v2/_catalog")).StatusCode.ShouldBe(HttpStatusCode.OK);

        WriteUsers("alice:" + Bcrypt.Make("looking-glass", cost: 4), "bob:" + Bcrypt.Make("builder", cost: 4));

        (await alice.GetAsync("/v2/_catalog")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await token.GetAsync("/v2/_catalog")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var bob = new RegistryHttp(_registry.Server.Address, null);
        bob.Client.DefaultRequestHeaders.Authorization = RegistryHttp.Basic("bob", "builder");
        (await bob.GetAsync("/v2/_catalog")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_file_that_breaks_while_the_registry_runs_changes_nothing_and_one_that_goes_lets_nobody_in()
    {
        using var alice = Alice();

        File.WriteAllText(_folder["htpasswd"], "alice:plain\n");
        (await alice.GetAsync("/v2/_catalog")).StatusCode.ShouldBe(HttpStatusCode.OK);

        File.Delete(_folder["htpasswd"]);
        (await alice.GetAsync("/v2/_catalog")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Anonymous_pull_goes_with_pushes_by_a_login()
    {
        await using var registry = await TestRegistry.StartAsync(RegistryHttp.Cancellation, options => options with { HtpasswdFile = _folder["htpasswd"], Anonymous = AnonymousAccess.Pull });
        using var alice = new RegistryHttp(registry.Server.Address, null);
        alice.Client.DefaultRequestHeaders.Authorization = RegistryHttp.Basic("alice", "wonderland");
        await alice.PushImageAsync("team/app", "1.0");
        using var anyone = RegistryHttp.Anonymous(registry);

        (await anyone.GetAsync("/v2/team/app/manifests/1.0")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await anyone.SendAsync("POST", "/v2/team/app/blobs/uploads/")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("alice:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=")]
    [InlineData("alice:$apr1$r31.....$HqJZimcKQFAMYayBlzkrA/")]
    [InlineData("alice")]
    [InlineData(":$2y$04$vIpNJi6i3KLi12rnSk/CQ.nMw/hxOeoZD4q88MnQULBguWxrmh6Z.")]
    public async Task A_file_with_anything_but_bcrypt_is_refused_at_the_start(string line)
    {
        WriteUsers("# users", "", line);

        var refused = await Should.ThrowAsync<InvalidDataException>(() =>
            TestRegistry.StartAsync(RegistryHttp.Cancellation, options => options with { HtpasswdFile = _folder["htpasswd"] }));

        refused.Message.ShouldContain("Line 3 of the file of users");
        refused.Message.ShouldContain("htpasswd -Bbn");
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_refused_at_the_start()
    {
        var refused = await Should.ThrowAsync<InvalidDataException>(() =>
            TestRegistry.StartAsync(RegistryHttp.Cancellation, options => options with { HtpasswdFile = _folder["none"] }));

        refused.Message.ShouldContain(_folder["none"]);
    }

    [Fact]
    public async Task The_file_that_htpasswd_makes_is_understood()
    {
        Needs.Tool("htpasswd");
        var made = (await new Command("htpasswd", ["-Bbn", "carol", "p:ss wörd"]) { Package = "apache2-utils" }.RunAsync(RegistryHttp.Cancellation)).EnsureSuccess().OutputText;
        WriteUsers(made);
        using var http = RegistryHttp.Anonymous(_registry);
        http.Client.DefaultRequestHeaders.Authorization = RegistryHttp.Basic("carol", "p:ss wörd");

        (await http.GetAsync("/v2/_catalog")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_password_is_hashed_once_and_remembered_only_for_itself()
    {
        WriteUsers("alice:" + Bcrypt.Make("wonderland", cost: 12));
        using var users = new Htpasswd(_folder["htpasswd"], NullLogger<Htpasswd>.Instance);

        (await users.VerifyAsync("alice", "wonderland", RegistryHttp.Cancellation)).ShouldBeTrue();
        // At this cost a thousand checks would take minutes.
        for (var i = 0; i < 1000; i++)
            (await users.VerifyAsync("alice", "wonderland", RegistryHttp.Cancellation)).ShouldBeTrue();
        (await users.VerifyAsync("alice", "wonderland2", RegistryHttp.Cancellation)).ShouldBeFalse();
        (await users.VerifyAsync("bob", "wonderland", RegistryHttp.Cancellation)).ShouldBeFalse();
    }

    private RegistryHttp Alice()
    {
        var http = RegistryHttp.Anonymous(_registry);
        http.Client.DefaultRequestHeaders.Authorization = RegistryHttp.Basic("alice", "wonderland");
        return http;
    }

    private async Task<string> GetTokenAsync(string query)
    {
        using var http = RegistryHttp.Anonymous(_registry);
        return await AnonymousAccessTests.GetTokenAsync(http, query, RegistryHttp.Basic("alice", "wonderland"));
    }

    private void WriteUsers(params string[] lines) => File.WriteAllLines(_folder["htpasswd"], lines);
}
