// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>How far a service must be before another starts that depends on it.</summary>
public enum ComposeCondition
{
    /// <summary>It was started (<c>service_started</c>).</summary>
    Started,

    /// <summary>Its check says that it is well (<c>service_healthy</c>).</summary>
    Healthy,

    /// <summary>It has ended, with exit code 0 (<c>service_completed_successfully</c>).</summary>
    Completed,
}
