// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>What a runtime is wanted for first; where the better one isn't there, the other does.</summary>
public enum RuntimeUse
{
    /// <summary>Containers that run to their end within a call: runc, which leaves their control group to be asked whether the memory ran out.</summary>
    Foreground,

    /// <summary>Containers that live by themselves: crun, which makes one, and runs another program in one, in half the time.</summary>
    Detached,
}
