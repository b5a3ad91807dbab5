// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>What an empty volume holds when it is first mounted.</summary>
public enum VolumeFilling
{
    /// <summary>What the image has at that place, with its owners and modes, as with Docker.</summary>
    FromImage,

    /// <summary>Nothing.</summary>
    None,
}
