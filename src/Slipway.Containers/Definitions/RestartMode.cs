// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>When a container whose program has ended is started again.</summary>
public enum RestartMode
{
    /// <summary>Never.</summary>
    No,

    /// <summary>After an exit code other than 0.</summary>
    OnFailure,

    /// <summary>Always; one that was stopped by hand comes back when the agent starts.</summary>
    Always,

    /// <summary>Always, but for one that was stopped by hand.</summary>
    UnlessStopped,
}
