// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Check;

/// <summary>A number of a health check.</summary>
public enum HealthcheckPart
{
    /// <summary>The time between two checks; 30 s unless the image says otherwise.</summary>
    Interval,

    /// <summary>The longest that a check may take; 30 s unless the image says otherwise.</summary>
    Timeout,

    /// <summary>How long failures don't count after the start; 0 unless the image says otherwise.</summary>
    StartPeriod,

    /// <summary>The time between two checks during the start period; 5 s unless the image says otherwise.</summary>
    StartInterval,

    /// <summary>How many failures in a row make it unhealthy; 3 unless the image says otherwise.</summary>
    Retries,
}
