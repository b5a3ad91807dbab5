// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>When somebody attaches to a container.</summary>
public enum AttachMoment
{
    /// <summary>While it runs.</summary>
    Running,

    /// <summary>Before its program is started, which follows: not a byte of it is missed.</summary>
    Start,
}
