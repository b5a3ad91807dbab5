// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>What becomes of <c>.git</c> where a source doesn't say.</summary>
public enum GitFolderUse
{
    /// <summary>It is left out.</summary>
    Dropped,

    /// <summary>It stays.</summary>
    Kept,
}
