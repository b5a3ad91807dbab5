// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>Whether a step's result is at hand.</summary>
public enum CacheState
{
    /// <summary>It is.</summary>
    Cached,

    /// <summary>It isn't; the step would run.</summary>
    Missing,

    /// <summary>A step it needs would run first, and its outcome decides.</summary>
    Undecided,

    /// <summary>It needs no cache: a context or a base image that is only looked up.</summary>
    None,
}
