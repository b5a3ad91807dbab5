// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>How containers get a way out.</summary>
public sealed record EgressOptions
{
    /// <summary>Addresses of 10.213.0.0/16, rules looked at every 5 s.</summary>
    public static EgressOptions Default { get; } = new();

    /// <summary>The addresses that they get; none of them may lie in a network that the host is in. The default is 10.213.0.0/16.</summary>
    public EgressPool Pool { get; init; } = EgressPool.Default;

    /// <summary>How often it is looked whether the host's rules are still there. The default is 5 s.</summary>
    public TimeSpan LooksEvery { get; init; } = TimeSpan.FromSeconds(5);
}
