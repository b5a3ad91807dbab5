// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile;

/// <summary>What happens when two steps want one cache at once.</summary>
public enum CacheSharing
{
    /// <summary>Both use it.</summary>
    Shared,

    /// <summary>Each gets its own.</summary>
    Private,

    /// <summary>One waits for the other.</summary>
    Locked,
}
