// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Packages;

/// <summary>The packages that an image is composed from: which, in which versions, and as of when.</summary>
public sealed record PackageSet
{
    /// <summary>When the newest of the indexes was published that they were chosen from.</summary>
    public required DateTimeOffset Snapshot { get; init; }

    /// <summary>The packages, in the order of their names.</summary>
    public required IReadOnlyList<LockedPackage> Packages { get; init; }
}
