// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Packages;

/// <summary>One package in one version.</summary>
public sealed record LockedPackage
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its version.</summary>
    public required string Version { get; init; }

    /// <summary>Debian's word for its architecture, or <c>all</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>The digest of its archive.</summary>
    public required Digest Digest { get; init; }

    /// <summary>Bytes of its archive.</summary>
    public required long Size { get; init; }

    /// <summary>Where its archive is.</summary>
    public required Uri Address { get; init; }

    /// <summary>The name and version.</summary>
    public override string ToString() => $"{Name} {Version}";
}
