// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Packages;

/// <summary>The document of a lock file.</summary>
internal sealed record PackageLockFile
{
    /// <summary>The version of its form.</summary>
    public required int Version { get; init; }

    /// <summary>What is locked, in the order of the selections.</summary>
    public required IReadOnlyList<PackageLockEntry> Images { get; init; }
}
