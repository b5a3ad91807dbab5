// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>What becomes of a field that a lower and an upper layer both have.</summary>
internal enum BakeMerge
{
    /// <summary>The upper stands.</summary>
    Replace,

    /// <summary>The upper follows the lower; of a map, by key.</summary>
    Join,
}
