// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Slipway.Registry;

/// <summary>Times that pass, in words.</summary>
internal static class Lapse
{
    /// <summary>A time in its largest unit of which there are at least two: <c>3 days</c>, <c>90 minutes</c>.</summary>
    public static string Describe(TimeSpan time)
    {
        var (count, unit) = time switch
        {
            { TotalDays: >= 2 } => (time.TotalDays, "day"),
            { TotalHours: >= 2 } => (time.TotalHours, "hour"),
            { TotalMinutes: >= 2 } => (time.TotalMinutes, "minute"),
            _ => (time.TotalSeconds, "second"),
        };
        var whole = Math.Floor(Math.Max(0, count));
        return string.Create(CultureInfo.InvariantCulture, $"{whole} {unit}{(whole == 1 ? "" : "s")}");
    }
}
