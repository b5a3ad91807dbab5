// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>When a base image is asked for at its registry.</summary>
public enum BasePull
{
    /// <summary>When the store lacks it.</summary>
    WhenMissing,

    /// <summary>Each time (<c>pull: true</c>).</summary>
    Always,
}
