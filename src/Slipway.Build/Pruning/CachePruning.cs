// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>How much of the build cache goes.</summary>
public enum CachePruning
{
    /// <summary>Nothing.</summary>
    Nothing,

    /// <summary>What nothing can use any more: trees and layers of results that no record names.</summary>
    Dead,

    /// <summary>All that nothing uses now.</summary>
    Unused,
}
