// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.Oci;

namespace Slipway.Check;

/// <summary>The numbers of a health check: their names, and what they are where an image doesn't say.</summary>
internal static class HealthcheckNumbers
{
    private const long Second = 1_000_000_000;

    internal static string Name(HealthcheckPart part) => part switch
    {
        HealthcheckPart.StartPeriod => "start period",
        HealthcheckPart.StartInterval => "start interval",
        HealthcheckPart.Retries => "number of retries",
        _ => part.ToString().ToLowerInvariant(),
    };

    internal static string Show(HealthcheckPart part, long value) => part == HealthcheckPart.Retries
        ? value.ToString(CultureInfo.InvariantCulture)
        : $"{((decimal)value / Second).ToString("0.#########", CultureInfo.InvariantCulture)}s";

    // Docker's engine reads 0 as "not said" (HealthConfig of its API).
    internal static long ValueOf(HealthcheckPart part, HealthCheckConfig config) => part switch
    {
        HealthcheckPart.Interval => Given(config.Interval) ?? 30 * Second,
        HealthcheckPart.Timeout => Given(config.Timeout) ?? 30 * Second,
        HealthcheckPart.StartPeriod => config.StartPeriod ?? 0,
        HealthcheckPart.StartInterval => Given(config.StartInterval) ?? 5 * Second,
        _ => Given(config.Retries) ?? 3,
    };

    private static long? Given(long? value) => value is 0 ? null : value;
}
