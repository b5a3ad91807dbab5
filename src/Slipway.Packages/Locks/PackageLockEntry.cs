// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Packages;

/// <summary>What one selection of packages is locked to.</summary>
internal sealed record PackageLockEntry
{
    /// <summary>What is asked for, in one line.</summary>
    public required string Selection { get; init; }

    /// <summary>What it comes to.</summary>
    public required PackageSet Packages { get; init; }
}
