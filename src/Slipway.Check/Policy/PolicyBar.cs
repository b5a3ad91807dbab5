// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Check;

/// <summary>Whether a rule asks something of the images that it is about, or lets none of them in.</summary>
public enum PolicyBar
{
    /// <summary>Its claims must hold.</summary>
    Claims,

    /// <summary>No image of these names is let in.</summary>
    Everything,
}
