// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>Where a container is in its life.</summary>
public enum ContainerStatus
{
    /// <summary>Made, and its program not started.</summary>
    Created,

    /// <summary>Its program runs.</summary>
    Running,

    /// <summary>Its program has ended.</summary>
    Stopped,
}
