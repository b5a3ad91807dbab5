// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>Whether a collection does what it finds.</summary>
public enum CollectionMode
{
    /// <summary>It does.</summary>
    Collect,

    /// <summary>It says what it would do, and changes nothing.</summary>
    DryRun,
}
