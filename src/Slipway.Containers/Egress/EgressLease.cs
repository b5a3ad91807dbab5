// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>The addresses and the cable of one container with a way out. It is written down before either is there, so that whatever a crash leaves is found.</summary>
internal sealed record EgressLease
{
    /// <summary>The container's id.</summary>
    public required string Container { get; init; }

    /// <summary>Which addresses of the pool.</summary>
    public required int Index { get; init; }

    /// <summary>The name of the host's end of the cable.</summary>
    public required string Interface { get; init; }

    /// <summary>What its resolv.conf says; it may ask the name servers, though they may have addresses that it may not talk to otherwise.</summary>
    public required ResolverSettings Resolver { get; init; }
}
