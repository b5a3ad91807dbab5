// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>When a service's image is asked for at its registry.</summary>
public enum ComposePull
{
    /// <summary>Where it isn't here and isn't built.</summary>
    Missing,

    /// <summary>Each time.</summary>
    Always,

    /// <summary>Never.</summary>
    Never,

    /// <summary>Never: it is built.</summary>
    Build,
}
