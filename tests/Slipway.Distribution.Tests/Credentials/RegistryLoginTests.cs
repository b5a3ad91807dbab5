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
}
