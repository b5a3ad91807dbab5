// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>What goes when a container is taken away.</summary>
[Flags]
public enum ContainerRemovals
{
    /// <summary>The container, if it doesn't run.</summary>
    None = 0,

    /// <summary>One that runs too: it is killed.</summary>
    Running = 1,

    /// <summary>Its volumes without a name too.</summary>
    NamelessVolumes = 2,
}
