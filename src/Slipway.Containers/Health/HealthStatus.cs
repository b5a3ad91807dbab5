// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>What is known of a container's health.</summary>
public enum HealthStatus
{
    /// <summary>No check has succeeded yet, nor have enough failed.</summary>
    Starting,

    /// <summary>The last check succeeded, or too few have failed since.</summary>
    Healthy,

    /// <summary>As many checks in a row have failed as may.</summary>
    Unhealthy,
}
