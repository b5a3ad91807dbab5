// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>Whether the images that a pushed index names must be in the repository before it.</summary>
public enum IndexChildren
{
    /// <summary>They must: a tag never leads to something that can't be pulled.</summary>
    Required,

    /// <summary>They need not: an index may name platforms that are kept elsewhere (a sparse index).</summary>
    Optional,
}
