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

    /// <summary>The name for the records; null for nobody known.</summary>
    public string? RecordedName => Kind == PrincipalKind.Anonymous ? null : Name;
}
