// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>Who makes a request.</summary>
/// <param name="Kind">How we know.</param>
/// <param name="Name">The user's name; empty for nobody known.</param>
internal sealed record Principal(PrincipalKind Kind, string Name)
{
    /// <summary>Someone without a login.</summary>
    public static Principal Anonymous { get; } = new(PrincipalKind.Anonymous, "");

    /// <summary>Someone who holds the push token.</summary>
    public static Principal TokenHolder { get; } = new(PrincipalKind.TokenHolder, "push-token");

    /// <summary>The key, for who came with one.</summary>
    public ApiKey? Key { get; private init; }

    /// <summary>The name for the records; null for nobody known.</summary>
    public string? RecordedName => Kind == PrincipalKind.Anonymous ? null : Name;

    /// <summary>What a token says of who it is for: a name may go to another key later, an id doesn't.</summary>
    public string Subject => Key?.Id ?? Name;

    /// <summary>A program that holds a key.</summary>
    public static Principal Of(ApiKey key) => new(PrincipalKind.Key, $"key:{key.Name}") { Key = key };
}
