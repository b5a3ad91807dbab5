// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Native;

/// <summary>Who may hold a <see cref="FileLock"/> beside us.</summary>
public enum FileLockMode
{
    /// <summary>Others that hold it shared too.</summary>
    Shared,

    /// <summary>Nobody.</summary>
    Exclusive,
}
