// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>Another container that one reaches by a name of its own.</summary>
/// <param name="Target">The other one's id; "" where it is known by its name alone.</param>
/// <param name="Alias">The name it has inside.</param>
/// <param name="Name">The other one's name, which one that is made later in its place has too.</param>
public sealed record DefinedLink(string Target, string Alias, string Name = "")
{
    /// <summary>More names that it has inside, at the same address. The default is none.</summary>
    public IReadOnlyList<string> MoreAliases { get; init; } = [];

    /// <summary>What of the other one comes before this one. The default is that it is there, and starts first.</summary>
    public LinkOrder Order { get; init; }

    /// <summary>All names that it has inside.</summary>
    internal IEnumerable<string> Aliases => [Alias, .. MoreAliases];
}
