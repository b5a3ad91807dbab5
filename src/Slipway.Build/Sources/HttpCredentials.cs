// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>Finds the secret that a file's host is shown: BuildKit's <c>HTTP_AUTH_HEADER_host</c> and <c>HTTP_AUTH_TOKEN_host</c>, without a port.</summary>
internal static class HttpCredentials
{
    /// <summary>The value of the header Authorization for an address; null where there is no secret for its host.</summary>
    /// <exception cref="StepException">The secret can't be read, or is no header's value.</exception>
    public static async Task<string?> FindAsync(Uri address, IReadOnlyDictionary<string, SecretSource> secrets, CancellationToken cancellationToken)
    {
        if (await SecretReader.ReadLineAsync(secrets, Header(address), cancellationToken).ConfigureAwait(false) is { } header)
            return header;
        return await SecretReader.ReadLineAsync(secrets, Token(address), cancellationToken).ConfigureAwait(false) is { } token ? $"Bearer {token}" : null;
    }

    /// <summary>Where the secret is, for telling apart who asks with which; never its value.</summary>
    public static string? SourceOf(Uri address, IReadOnlyDictionary<string, SecretSource> secrets) =>
        (secrets.GetValueOrDefault(Header(address)) ?? secrets.GetValueOrDefault(Token(address)))?.ToString();

    private static string Header(Uri address) => "HTTP_AUTH_HEADER_" + address.IdnHost;

    private static string Token(Uri address) => "HTTP_AUTH_TOKEN_" + address.IdnHost;
}
