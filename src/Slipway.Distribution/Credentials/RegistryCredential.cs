// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Distribution;

/// <summary>What lets a user in at a registry: a name with a password, or an identity token. It never shows its secret.</summary>
public sealed class RegistryCredential
{
    private RegistryCredential(string username, string? password, string? identityToken) =>
        (Username, Password, IdentityToken) = (username, password, identityToken);

    /// <summary>The user's name; empty where only a token is known.</summary>
    public string Username { get; }

    /// <summary>The password, or an access token in its place; null where there is an identity token.</summary>
    internal string? Password { get; }

    /// <summary>A refresh token that the registry's token server gave, or null.</summary>
    internal string? IdentityToken { get; }

    /// <summary>A name and a password (or an access token that is used like one).</summary>
    /// <exception cref="ArgumentException">The name is empty or holds a colon, which HTTP's Basic scheme can't carry.</exception>
    public static RegistryCredential FromPassword(string username, string password) =>
        username.Length > 0 && !username.Contains(':', StringComparison.Ordinal)
            ? new(username, password, null)
            : throw new ArgumentException($"'{username}' is not a user's name: it is empty or holds a colon.", nameof(username));

    /// <summary>An identity token, as OAuth 2 token servers give.</summary>
    public static RegistryCredential FromIdentityToken(string token, string username = "") => new(username, null, token);

    /// <summary>The name, and that a secret goes with it.</summary>
    public override string ToString() => IdentityToken is null ? $"{Username} with a password" : $"{Username} with an identity token";
}
