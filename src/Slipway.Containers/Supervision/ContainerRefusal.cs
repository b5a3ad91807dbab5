// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>Why something cannot be done with a container by hand.</summary>
public enum ContainerRefusal
{
    /// <summary>There is no such container, image or volume.</summary>
    NotFound,

    /// <summary>The container is not in a state for it, or a name is taken.</summary>
    Conflict,

    /// <summary>What was asked for makes no sense.</summary>
    Invalid,

    /// <summary>It was tried and did not work.</summary>
    Failed,
}
