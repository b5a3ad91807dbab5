// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Distribution.Tests;

public sealed class TokenTests : IDisposable
{
    private static readonly RepositoryName App = RepositoryName.Parse("team/app");
    private readonly GuardedHttp _http = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task A_token_is_asked_for_once_and_used_for_requests_of_the_same_scope()
    {
        await using var server = TokenRegistry();
        using var client = await ConnectAsync(server, null);

        await client.HasBlobAsync(App, Digest.Sha256("a"u8), Cancellation);
        await client.HasBlobAsync(App, Digest.Sha256("b"u8), Cancellation);

        var tokens = server.Requests.Where(static request => request.Target.StartsWith("/token", StringComparison.Ordinal)).ToList();
        tokens.ShouldHaveSingleItem().Target.ShouldBe("/token?client_id=slipway&service=registry.test&scope=repository%3Ateam%2Fapp%3Apull");
        tokens[0].Authorization.ShouldBeNull();
        server.Requests.Count(static request => request.Authorization == "Bearer good").ShouldBe(2);
    }

    [Fact]
    public async Task A_password_goes_to_the_token_server_and_not_to_the_registry()
    {
        await using var server = TokenRegistry();
        using var client = await ConnectAsync(server, RegistryCredential.FromPassword("ann", "hunter2"));

        await client.HasBlobAsync(App, Digest.Sha256("a"u8), Cancellation);

        var basic = "Basic " + Convert.ToBase64String("ann:hunter2"u8);
        server.Requests.Where(request => request.Authorization == basic).ShouldHaveSingleItem().Target.ShouldContain("account=ann");
    }

    [Fact]
    public async Task An_identity_token_is_exchanged_by_a_form()
    {
        await using var server = TokenRegistry();
        using var client = await ConnectAsync(server, RegistryCredential.FromIdentityToken("refresh-me"));

        await client.HasBlobAsync(App, Digest.Sha256("a"u8), Cancellation);

        var form = server.Requests.Single(static request => request.Method == "POST");
        Encoding.ASCII.GetString(form.Body).ShouldBe("grant_type=refresh_token&refresh_token=refresh-me&service=registry.test&client_id=slipway&scope=repository%3Ateam%2Fapp%3Apull");
    }

    [Fact]
    public async Task A_token_that_is_no_longer_taken_is_replaced()
    {
        var taken = new ConcurrentQueue<string>(["first", "second"]);
        var valid = "first";
        ScriptedServer? registry = null;
        await using var server = registry = new ScriptedServer(request => request.Target.StartsWith("/token", StringComparison.Ordinal)
            ? ScriptedResponse.Text(HttpStatusCode.OK, $$"""{"token":"{{(taken.TryDequeue(out var next) ? next : "none")}}"}""")
            : request.Authorization == $"Bearer {valid}" ? new ScriptedResponse(HttpStatusCode.OK) : Challenge(registry!.Authority));
        using var client = await ConnectAsync(server, null);
        await client.HasBlobAsync(App, Digest.Sha256("a"u8), Cancellation);
        valid = "second";

        (await client.HasBlobAsync(App, Digest.Sha256("a"u8), Cancellation)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_token_that_is_refused_again_is_an_error_and_not_a_circle()
    {
        ScriptedServer? registry = null;
        await using var server = registry = new ScriptedServer(request => request.Target.StartsWith("/token", StringComparison.Ordinal)
            ? ScriptedResponse.Text(HttpStatusCode.OK, """{"access_token":"useless"}""")
            : Challenge(registry!.Authority));
        using var client = await ConnectAsync(server, null);

        var refusal = await Should.ThrowAsync<RegistryException>(async () => await client.FetchManifestAsync(App, "1", Cancellation));

        refusal.IsUnauthorized.ShouldBeTrue();
        refusal.Message.ShouldContain($"slipway login {server.Authority}");
    }

    [Fact]
    public async Task Credentials_are_not_sent_to_a_token_server_of_another_domain()
    {
        await using var server = new ScriptedServer(static _ => new ScriptedResponse(HttpStatusCode.Unauthorized)
        {
            Headers = { ["WWW-Authenticate"] = "Bearer realm=\"http://169.254.169.254/token\",service=\"x\"" },
        });
        using var client = await ConnectAsync(server, RegistryCredential.FromPassword("ann", "hunter2"));

        var refusal = await Should.ThrowAsync<RegistryException>(async () => await client.PingAsync(Cancellation));

        refusal.Message.ShouldContain("a host of another domain");
    }

    [Fact]
    public async Task A_challenge_of_a_host_that_was_redirected_to_is_not_answered()
    {
        await using var other = new ScriptedServer(static _ => new ScriptedResponse(HttpStatusCode.Unauthorized) { Headers = { ["WWW-Authenticate"] = "Basic realm=\"x\"" } });
        await using var server = new ScriptedServer(_ => ScriptedResponse.Redirect($"http://{other.Authority}/"));
        using var client = await ConnectAsync(server, RegistryCredential.FromPassword("ann", "hunter2"));

        await Should.ThrowAsync<RegistryException>(async () => await client.FetchManifestAsync(App, "1", Cancellation));

        server.Requests.Concat(other.Requests).ShouldAllBe(static request => request.Authorization == null);
    }

    [Fact]
    public async Task A_password_goes_by_a_form_where_the_token_server_knows_no_other_way()
    {
        ScriptedServer? registry = null;
        await using var server = registry = new ScriptedServer(request => (request.Method, request.Target.StartsWith("/token", StringComparison.Ordinal)) switch
        {
            ("POST", true) => ScriptedResponse.Text(HttpStatusCode.OK, """{"access_token":"good","expires_in":300}"""),
            (_, true) => new ScriptedResponse(HttpStatusCode.MethodNotAllowed),
            _ => request.Authorization == "Bearer good" ? new ScriptedResponse(HttpStatusCode.OK) : Challenge(registry!.Authority),
        });
        using var client = await ConnectAsync(server, RegistryCredential.FromPassword("ann", "hunter2"));

        await client.HasBlobAsync(App, Digest.Sha256("a"u8), Cancellation);

        Encoding.ASCII.GetString(server.Requests.Single(static request => request.Method == "POST").Body)
            .ShouldBe("grant_type=password&username=ann&password=hunter2&service=registry.test&client_id=slipway&scope=repository%3Ateam%2Fapp%3Apull");
    }

    [Fact]
    public async Task A_token_is_asked_for_again_before_it_expires()
    {
        var time = new FakeTime();
        await using var server = TokenRegistry();
        using var http = new GuardedHttp(new() { Time = time });
        using var client = await RegistryClient.ConnectAsync(http, server.Authority, null, null, Cancellation);
        int Asked() => server.Requests.Count(static request => request.Target.StartsWith("/token", StringComparison.Ordinal));

        await client.HasBlobAsync(App, Digest.Sha256("a"u8), Cancellation);
        time.Now += TimeSpan.FromSeconds(269);
        await client.HasBlobAsync(App, Digest.Sha256("a"u8), Cancellation);
        Asked().ShouldBe(1);
        time.Now += TimeSpan.FromSeconds(2);
        await client.HasBlobAsync(App, Digest.Sha256("a"u8), Cancellation);

        Asked().ShouldBe(2);
        server.Requests.Count(static request => request.Target.StartsWith("/v2/team", StringComparison.Ordinal) && request.Authorization is null).ShouldBe(1);
    }

    [Fact]
    public async Task A_mount_asks_for_both_repositories_in_one_token()
    {
        ScriptedServer? registry = null;
        await using var server = registry = new ScriptedServer(request =>
            request.Target.StartsWith("/token", StringComparison.Ordinal) ? ScriptedResponse.Text(HttpStatusCode.OK, """{"token":"good","expires_in":300}""")
            : request.Authorization is null ? Challenge(registry!.Authority)
            : new ScriptedResponse(request.Method == "HEAD" ? HttpStatusCode.NotFound : HttpStatusCode.Created));
        using var client = await ConnectAsync(server, null);
        var blob = Descriptor.Of(MediaTypes.LayerGzip, "layer"u8);

        var pushed = await client.PushBlobAsync(App, new(blob, _ => throw new InvalidOperationException("It was to be mounted.")) { MountFrom = [RepositoryName.Parse("team/base")] }, Cancellation);

        pushed.ShouldBe(PushedBlob.Mounted);
        server.Requests.Last(static request => request.Target.StartsWith("/token", StringComparison.Ordinal)).Target
            .ShouldEndWith("&scope=repository%3Ateam%2Fapp%3Apull%2Cpush&scope=repository%3Ateam%2Fbase%3Apull");
    }

    [Theory]
    [InlineData("http://169.254.169.254/token")]
    [InlineData("https://169.254.169.254/token")]
    [InlineData("http://[fd00:ec2::254]/token")]
    [InlineData("file:///etc/passwd")]
    [InlineData("//token")]
    [InlineData("")]
    public async Task A_realm_at_a_machine_s_secrets_or_at_no_address_is_not_asked_even_by_nobody(string realm)
    {
        await using var server = new ScriptedServer(_ => new ScriptedResponse(HttpStatusCode.Unauthorized) { Headers = { ["WWW-Authenticate"] = $"Bearer realm=\"{realm}\",service=\"x\"" } });
        using var client = await ConnectAsync(server, null);

        var refusal = await Should.ThrowAsync<RegistryException>(async () => await client.PingAsync(Cancellation));

        refusal.IsTransient.ShouldBeFalse();
        (refusal.Message.Contains("is refused", StringComparison.Ordinal) || refusal.Message.Contains("without TLS", StringComparison.Ordinal) || refusal.Message.Contains("the place to get it", StringComparison.Ordinal)).ShouldBeTrue(refusal.Message);
    }

    [Fact]
    public void A_realm_without_TLS_of_a_registry_with_TLS_is_not_asked()
    {
        var host = RegistryHost.Of("registry.example", "https");
        Should.Throw<RegistryException>(() => TokenRealm.Of("http://registry.example/token", host, null, [])).Message.ShouldContain("without TLS");
    }

    [Theory]
    [InlineData(HttpStatusCode.Found)]
    [InlineData(HttpStatusCode.TemporaryRedirect)]
    [InlineData(HttpStatusCode.PermanentRedirect)]
    public async Task A_token_server_that_points_elsewhere_takes_no_secret_there(HttpStatusCode status)
    {
        await using var thief = new ScriptedServer(static _ => ScriptedResponse.Text(HttpStatusCode.OK, """{"token":"good"}"""));
        ScriptedServer? registry = null;
        await using var server = registry = new ScriptedServer(request => request.Target.StartsWith("/token", StringComparison.Ordinal)
            ? ScriptedResponse.Redirect($"http://{thief.Authority}/token", status)
            : request.Authorization == "Bearer good" ? new ScriptedResponse(HttpStatusCode.OK) : Challenge(registry!.Authority));
        using var basic = await ConnectAsync(server, RegistryCredential.FromPassword("ann", "hunter2"));
        using var refresh = await ConnectAsync(server, RegistryCredential.FromIdentityToken("refresh-me"));

        await basic.HasBlobAsync(App, Digest.Sha256("a"u8), Cancellation);
        await Should.ThrowAsync<RegistryException>(async () => await refresh.HasBlobAsync(App, Digest.Sha256("a"u8), Cancellation));

        thief.Requests.ShouldAllBe(static request => request.Authorization == null && request.Body.Length == 0);
    }

    [Theory]
    [InlineData("registry-1.docker.io", "auth.docker.io", true)]
    [InlineData("registry.gitlab.com", "gitlab.com", true)]
    [InlineData("ghcr.io", "ghcr.io", true)]
    [InlineData("registry.example", "evil.example", false)]
    [InlineData("registry.co.uk", "evil.co.uk", false)]
    [InlineData("gitlab.com", "registry.evil.com", false)]
    [InlineData("10.0.0.1:5000", "10.0.0.1:6000", true)]
    [InlineData("10.0.0.1:5000", "10.0.0.2:5000", false)]
    [InlineData("registry.example", "tokens.other", true)]
    public void A_realm_may_be_sent_credentials_if_it_belongs_to_the_registry(string registry, string realm, bool may) =>
        TokenRealm.MayReceiveCredentials(new Uri($"https://{realm}/token"), RegistryHost.Of(registry, "https"), ["tokens.other"]).ShouldBe(may);

    private static ScriptedResponse Challenge(string authority) => new(HttpStatusCode.Unauthorized)
    {
        Headers = { ["WWW-Authenticate"] = $"Bearer realm=\"http://{authority}/token\",service=\"registry.test\",scope=\"repository:team/app:pull\"" },
    };

    private static ScriptedServer TokenRegistry()
    {
        ScriptedServer? server = null;
        server = new ScriptedServer(request => request.Target.StartsWith("/token", StringComparison.Ordinal)
            ? ScriptedResponse.Text(HttpStatusCode.OK, """{"token":"good","expires_in":300}""")
            : request.Authorization == "Bearer good" ? new ScriptedResponse(HttpStatusCode.OK) : Challenge(server!.Authority));
        return server;
    }

    private Task<RegistryClient> ConnectAsync(ScriptedServer server, RegistryCredential? credential) =>
        RegistryClient.ConnectAsync(_http, server.Authority, _ => Task.FromResult(credential), null, Cancellation);
}
