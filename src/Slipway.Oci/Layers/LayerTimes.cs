// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci.Layers;

/// <summary>What a layer keeps of modification times.</summary>
public enum LayerTimes
{
    /// <summary>Whole seconds, rounded down.</summary>
    Seconds,

    /// <summary>Everything, in PAX headers.</summary>
    Nanoseconds,
}
