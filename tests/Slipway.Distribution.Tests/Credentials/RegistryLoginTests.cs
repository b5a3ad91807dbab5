// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Slipway.TestKit;

namespace Slipway.Distribution.Tests;

public sealed class RegistryLoginTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly GuardedHttp _http = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_wrong_password_is_refused_and_not_kept()
    {
        await using var registry = await DockerRegistryServer.StartAsync(RegistryAccess.Password, Cancellation);
        var path = _folder["config.json"];
        var login = new RegistryLogin(_http, new CredentialStore(path));

        var refusal = await Should.ThrowAsync<RegistryException>(async () =>
            await login.LoginAsync(registry.Registry, RegistryCredential.FromPassword(DockerRegistryServer.User, "wrong"), null, Cancellation));

        refusal.IsUnauthorized.ShouldBeTrue();
        refusal.Message.ShouldNotContain("wrong");
        File.Exists(path).ShouldBeFalse();
    }

    [Fact]
    public async Task A_wrong_password_is_found_out_where_anyone_may_read()
    {
        await using var registry = new ScriptedServer(static request => new ScriptedResponse(request.Authorization is null ? HttpStatusCode.OK : HttpStatusCode.Unauthorized));
        var login = new RegistryLogin(_http, new CredentialStore(_folder["config.json"]));

        await Should.ThrowAsync<RegistryException>(async () =>
            await login.LoginAsync(registry.Authority, RegistryCredential.FromPassword("ann", "wrong"), null, Cancellation));
    }

    [Fact]
    public async Task A_user_who_logged_in_is_known_and_who_logged_out_is_not()
    {
        await using var registry = await DockerRegistryServer.StartAsync(RegistryAccess.Password, Cancellation);
        var store = new CredentialStore(_folder["config.json"]);
        var login = new RegistryLogin(_http, store);

        await login.LoginAsync(registry.Registry, RegistryCredential.FromPassword(DockerRegistryServer.User, DockerRegistryServer.Password), null, Cancellation);
        (await store.FindAsync(registry.Registry, null, Cancellation))!.Username.ShouldBe(DockerRegistryServer.User);
        (await login.LogoutAsync(registry.Registry, Cancellation)).ShouldBeTrue();

        (await store.FindAsync(registry.Registry, null, Cancellation)).ShouldBeNull();
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task A_refresh_token_is_asked_for_kept_in_the_password_s_place_and_exchanged_for_each_repository(string method)
    {
        await using var server = new TokenServer { Method = method };
        var store = new CredentialStore(_folder["config.json"]);

        await new RegistryLogin(_http, store).LoginAsync(server.Authority, RegistryCredential.FromPassword("ann", "hunter2"), null, Cancellation);

        var kept = (await store.FindAsync(server.Authority, null, Cancellation))!;
        (kept.Username, kept.IdentityToken, kept.Password).ShouldBe(("ann", "refresh-1", null));
        (await File.ReadAllTextAsync(_folder["config.json"], Cancellation)).ShouldNotContain(Convert.ToBase64String("ann:hunter2"u8));
        using var client = await new ImageTransfer(_http, store).ConnectAsync(Oci.ImageReference.Parse($"{server.Authority}/team/app"), Cancellation);
        (await client.HasBlobAsync(Oci.RepositoryName.Parse("team/app"), Oci.Digest.Sha256("a"u8), Cancellation)).ShouldBeTrue();
        // The server gave another, and takes each once.
        (await client.HasBlobAsync(Oci.RepositoryName.Parse("team/other"), Oci.Digest.Sha256("a"u8), Cancellation)).ShouldBeTrue();
        server.Grants.ShouldBe(["refresh_token refresh-1", "refresh_token refresh-2"]);
    }

    [Fact]
    public async Task A_refresh_token_that_is_no_longer_taken_sends_to_log_in_again_and_is_not_shown()
    {
        await using var server = new TokenServer();
        var store = new CredentialStore(_folder["config.json"]);
        await store.SaveAsync(server.Authority, RegistryCredential.FromIdentityToken("revoked-secret", "ann"), Cancellation);

        using var client = await new ImageTransfer(_http, store).ConnectAsync(Oci.ImageReference.Parse($"{server.Authority}/team/app"), Cancellation);
        var refusal = await Should.ThrowAsync<RegistryException>(() => client.PingAsync(Cancellation));

        refusal.IsUnauthorized.ShouldBeTrue();
        refusal.Message.ShouldEndWith($"no longer takes the identity token that is kept for it (400). Log in again with 'slipway login {server.Authority}'.");
        refusal.Message.ShouldNotContain("revoked-secret");
    }

    [Fact]
    public async Task No_refresh_token_is_asked_for_but_at_a_login()
    {
        await using var server = new TokenServer();
        using var client = await RegistryClient.ConnectAsync(_http, server.Authority, static _ => Task.FromResult<RegistryCredential?>(RegistryCredential.FromPassword("ann", "hunter2")), null, Cancellation);

        await client.PingAsync(Cancellation);

        server.Targets.ShouldNotContain(static target => target.Contains("offline_token", StringComparison.Ordinal));
    }
}
