// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>What a container did to a file of its image.</summary>
public enum FileChangeKind
{
    /// <summary>It is another, or something below it is.</summary>
    Changed,

    /// <summary>The image has none there.</summary>
    Added,

    /// <summary>It is gone.</summary>
    Deleted,
}
