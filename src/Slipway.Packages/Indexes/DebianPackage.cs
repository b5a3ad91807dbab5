// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Packages;

/// <summary>A package that a mirror offers, as its index describes it.</summary>
internal sealed record DebianPackage
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its version.</summary>
    public required DebianVersion Version { get; init; }

    /// <summary>Its architecture, or <c>all</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>The address of its archive.</summary>
    public required Uri Address { get; init; }

    /// <summary>The digest of its archive.</summary>
    public required Digest Digest { get; init; }

    /// <summary>Bytes of its archive.</summary>
    public required long Size { get; init; }

    /// <summary>How much a system needs it: <c>required</c>, <c>important</c>, <c>standard</c>, <c>optional</c> or <c>extra</c>.</summary>
    public string Priority { get; init; } = "optional";

    /// <summary>Whether no system does without it.</summary>
    public bool IsEssential { get; init; }

    /// <summary>What it needs before it is unpacked, and what it needs, each any of some.</summary>
    public IReadOnlyList<IReadOnlyList<PackageRelation>> PreDepends { get; init; } = [];

    /// <summary>What it needs.</summary>
    public IReadOnlyList<IReadOnlyList<PackageRelation>> Depends { get; init; } = [];

    /// <summary>What is commonly with it.</summary>
    public IReadOnlyList<IReadOnlyList<PackageRelation>> Recommends { get; init; } = [];

    /// <summary>What it can't be with.</summary>
    public IReadOnlyList<PackageRelation> Conflicts { get; init; } = [];

    /// <summary>What it stands for; with a version where it has one.</summary>
    public IReadOnlyList<PackageRelation> Provides { get; init; } = [];

    /// <summary>The name and version, as a log says them.</summary>
    public override string ToString() => $"{Name} {Version}";
}
