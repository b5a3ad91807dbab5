// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>Of which steps a cache is carried elsewhere.</summary>
public enum CacheMode
{
    /// <summary>Those whose layers the images have. Stages that are only copied from run again.</summary>
    Min,

    /// <summary>All of them, those of stages that are only copied from as well.</summary>
    Max,
}
