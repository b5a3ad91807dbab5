// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>What is done with a container that has become unhealthy: Podman's <c>--health-on-failure</c>.</summary>
public enum UnhealthyAction
{
    /// <summary>Nothing, as with Docker: it is shown.</summary>
    None,

    /// <summary>It is killed; its restart policy says what follows.</summary>
    Kill,

    /// <summary>It is stopped and started again, whatever its restart policy, later each time.</summary>
    Restart,

    /// <summary>It is stopped, as by hand.</summary>
    Stop,
}
