// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>Another container that one reaches by a name of its own.</summary>
/// <param name="Target">The other one's id.</param>
/// <param name="Alias">The name it has inside.</param>
/// <param name="Name">The other one's name, which one that is made later in its place has too.</param>
public sealed record DefinedLink(string Target, string Alias, string Name = "");
