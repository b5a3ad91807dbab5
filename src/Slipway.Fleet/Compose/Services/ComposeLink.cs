// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>A container that a service's container reaches by names.</summary>
/// <param name="Service">The service at the other end; null for a container outside the project.</param>
/// <param name="Container">The container's name.</param>
/// <param name="Names">The names that it has there; at least one.</param>
public sealed record ComposeLink(string? Service, string Container, IReadOnlyList<string> Names);
