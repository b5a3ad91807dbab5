// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>What a container's /etc/resolv.conf says over what it would say anyway. Empty lists say nothing.</summary>
public sealed record ResolverSettings
{
    /// <summary>Nothing.</summary>
    public static ResolverSettings None { get; } = new();

    /// <summary>Addresses of name servers.</summary>
    public IReadOnlyList<string> Servers { get; init; } = [];

    /// <summary>Domains that names without a dot are looked for in; "." alone for none.</summary>
    public IReadOnlyList<string> Searches { get; init; } = [];

    /// <summary>Options such as <c>ndots:2</c>.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>Whether it says anything.</summary>
    internal bool IsGiven => Servers.Count + Searches.Count + Options.Count > 0;
}
