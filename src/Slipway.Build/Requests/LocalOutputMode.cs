// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>What becomes of what a folder holds that files are written to.</summary>
public enum LocalOutputMode
{
    /// <summary>It stays, but for files of the same name.</summary>
    Copy,

    /// <summary>What isn't written is deleted.</summary>
    Delete,
}
