// SPDX-License-Identifier: Apache-2.0
using System.Net.Http.Headers;
using System.Text;

namespace Slipway.Distribution;

/// <summary>Logs a user in at registries, after the registry has said that it knows them, and out again.</summary>
/// <param name="http">The way to registries; stays the caller's.</param>
/// <param name="credentials">Where credentials are kept.</param>
public sealed class RegistryLogin(GuardedHttp http, CredentialStore credentials)
{
    /// <summary>
    /// Shows a credential to a registry, and keeps it if the registry accepts it: a refresh token in the password's place where its token server gives one.
    /// </summary>
    /// <returns>Where it is kept: a file's path or a program's name.</returns>
    /// <exception cref="RegistryException">The registry can't be reached, or doesn't accept it
    /// (<see cref="RegistryException.IsUnauthorized"/>); nothing is kept.</exception>
    /// <exception cref="CredentialException">It can't be kept.</exception>
    public async Task<string> LoginAsync(string registry, RegistryCredential credential, RegistryClientOptions? options, CancellationToken cancellationToken)
    {
        Task<RegistryCredential?> Show(CancellationToken _) => Task.FromResult<RegistryCredential?>(credential);

        var kept = credential;
        var dealing = (options ?? RegistryClientOptions.Default) with { RefreshTokens = RefreshTokens.AskedFor };
        using (var client = await RegistryClient.ConnectAsync(http, registry, Show, WithTokenHosts(registry, dealing), cancellationToken).ConfigureAwait(false))
        {
            await client.PingAsync(cancellationToken).ConfigureAwait(false);
            // A registry that lets anyone in has not looked at the password yet.
            if (!client.HasBeenChallenged && credential.Password is not null)
                await ProveAsync(client.Host, credential, cancellationToken).ConfigureAwait(false);
            if (client.RefreshToken is { } token)
                kept = RegistryCredential.FromIdentityToken(token, credential.Username);
        }
        return await credentials.SaveAsync(registry, kept, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Forgets a registry's credentials; false where none were kept.</summary>
    /// <exception cref="CredentialException">They can't be taken away.</exception>
    public Task<bool> LogoutAsync(string registry, CancellationToken cancellationToken) => credentials.RemoveAsync(registry, cancellationToken);

    private RegistryClientOptions WithTokenHosts(string registry, RegistryClientOptions options) =>
        options with { TokenHosts = [.. options.TokenHosts, .. http.Options.Registries.Of(registry).TokenHosts] };

    private async Task ProveAsync(RegistryHost host, RegistryCredential credential, CancellationToken cancellationToken)
    {
        var action = $"Cannot log in at '{host.Registry}'";
        try
        {
            using var response = await http.SendAsync(() => Ask(host, credential), host.Root, cancellationToken).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
                throw await RegistryAnswers.ToExceptionAsync(http, response, host.Registry, action, cancellationToken).ConfigureAwait(false);
        }
        catch (RemoteException e) when (e is not RegistryException)
        {
            throw RegistryException.From(action, e);
        }
    }

    private static HttpRequestMessage Ask(RegistryHost host, RegistryCredential credential)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, host.At(""));
        request.Headers.Authorization = Basic(credential);
        return request;
    }

    private static AuthenticationHeaderValue Basic(RegistryCredential credential) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.Username}:{credential.Password}")));
}
