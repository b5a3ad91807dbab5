// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>Another container that one reaches by a name of its own.</summary>
/// <param name="Target">The other one's id.</param>
/// <param name="Alias">The name it has inside.</param>
public sealed record DefinedLink(string Target, string Alias);
