// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Packages;

/// <summary>What becomes of packages that others recommend.</summary>
public enum RecommendedPackages
{
    /// <summary>They stay out.</summary>
    LeftOut,

    /// <summary>They come too, where they can be had.</summary>
    Included,
}
