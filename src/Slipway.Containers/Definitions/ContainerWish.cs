// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>What is wanted of a container by hand.</summary>
public enum ContainerWish
{
    /// <summary>It was made, and is not to run yet.</summary>
    Created,

    /// <summary>It is to run, or has come to its own end.</summary>
    Running,

    /// <summary>It was stopped by hand.</summary>
    Stopped,

    /// <summary>It was stopped by hand to be started again: whoever finds it down starts it.</summary>
    Restarted,

    /// <summary>It is to be gone: whoever finds it takes it away.</summary>
    Removed,
}
