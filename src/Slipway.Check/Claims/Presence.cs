// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Check;

/// <summary>Whether a claim says that a thing is in an image, or that it isn't.</summary>
public enum Presence
{
    /// <summary>It is there.</summary>
    Present,

    /// <summary>It is not there.</summary>
    Absent,
}
