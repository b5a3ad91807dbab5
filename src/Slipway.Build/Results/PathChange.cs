// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>What became of a file.</summary>
public enum PathChange
{
    /// <summary>It is new.</summary>
    Added,

    /// <summary>It is gone.</summary>
    Removed,

    /// <summary>It holds something else, or links elsewhere.</summary>
    Changed,

    /// <summary>Its kind, mode, owner or attributes are others; what it holds is the same.</summary>
    ModeChanged,
}
