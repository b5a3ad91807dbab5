// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Check;

/// <summary>How a claimed number of layers is meant.</summary>
public enum LayerBound
{
    /// <summary>No more than that.</summary>
    AtMost,

    /// <summary>That many, no more and no fewer.</summary>
    Exactly,
}
