// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>What a request may do: what its principal may, less what its token does not carry.</summary>
/// <param name="Principal">Who makes the request.</param>
/// <param name="Token">The token it came with; null for a login, or for neither.</param>
internal sealed record Grant(Principal Principal, AccessToken? Token)
{
    /// <summary>Nobody known, no token.</summary>
    public static Grant Anonymous { get; } = new(Principal.Anonymous, null);
}
