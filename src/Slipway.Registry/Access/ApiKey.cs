// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>
/// A key for a program: it is the password of any user name, or a bearer token, and has rights of its own, which no access rule widens. The registry
/// keeps a digest of it alone.
/// </summary>
public sealed record ApiKey
{
    /// <summary>What the key begins with, after <c>slipway_</c>: 16 hex digits. It says which key it is, and opens nothing.</summary>
    public required string Id { get; init; }

    /// <summary>Its name; no two keys have the same.</summary>
    public required string Name { get; init; }

    /// <summary>The repositories it is for.</summary>
    public required IReadOnlyList<NamePattern> Repositories { get; init; }

    /// <summary>What it allows there.</summary>
    public required RegistryAction Allow { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it ends; null for never.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>Whether it has ended.</summary>
    public bool IsExpired(DateTimeOffset now) => Expires <= now;
}
