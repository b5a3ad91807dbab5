// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>The packet filter of the host, as far as it is about our containers. Nobody else's rules are touched.</summary>
internal interface IEgressRules
{
    /// <summary>Sets the rules, in place of those of ours that are there; at no moment is there a part of them alone.</summary>
    /// <exception cref="IOException">The host refused.</exception>
    Task SetAsync(EgressPlan plan, CancellationToken cancellationToken);

    /// <summary>Our rules as the host has them now; "" where it has none.</summary>
    Task<string> ReadAsync(string tag, CancellationToken cancellationToken);

    /// <summary>Takes our rules away. Nothing happens if there are none.</summary>
    Task RemoveAsync(string tag, CancellationToken cancellationToken);
}
