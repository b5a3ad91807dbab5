// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>What becomes of a manifest that has no tag, is in no index, and speaks of no manifest that stays.</summary>
public enum UntaggedManifests
{
    /// <summary>It stays.</summary>
    Keep,

    /// <summary>It goes when it was pushed longer ago than the grace.</summary>
    Remove,
}
