// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>What a service says of its check, over what its image says.</summary>
/// <param name="IsDisabled">Whether there is none, whatever the image says.</param>
/// <param name="Check">What it says; what it leaves open is the image's.</param>
public sealed record ComposeHealth(bool IsDisabled, HealthCheckConfig Check)
{
    /// <summary>The check of a container; null for none.</summary>
    /// <param name="image">What its image says.</param>
    public HealthCheckConfig? Over(HealthCheckConfig? image)
    {
        if (IsDisabled)
            return null;
        var below = image ?? new();
        var both = new HealthCheckConfig
        {
            Test = Check.Test ?? below.Test,
            Interval = Check.Interval ?? below.Interval,
            Timeout = Check.Timeout ?? below.Timeout,
            StartPeriod = Check.StartPeriod ?? below.StartPeriod,
            StartInterval = Check.StartInterval ?? below.StartInterval,
            Retries = Check.Retries ?? below.Retries,
        };
        return both.Test is null or [] or ["NONE"] ? null : both;
    }
}
