// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Packages;

/// <summary>When a base image that was made before is made again.</summary>
public enum BaseFreshness
{
    /// <summary>Never, as long as it is in the store. Nothing is asked of any mirror.</summary>
    IfMissing,

    /// <summary>When the mirrors have published something since; where they can't be reached the image in the store is used.</summary>
    IfChanged,

    /// <summary>Always.</summary>
    Always,
}
