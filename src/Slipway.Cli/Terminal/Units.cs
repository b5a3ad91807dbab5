// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Slipway.Cli;

/// <summary>Figures as people read them.</summary>
internal static class Units
{
    private static readonly string[] Names = ["B", "kB", "MB", "GB", "TB"];

    /// <summary>A size in powers of 1000 with three significant digits, as Docker writes it: <c>74.8MB</c>.</summary>
    public static string Size(long bytes)
    {
        var (value, unit) = ((double)bytes, 0);
        while (value >= 999.5 && unit < Names.Length - 1)
            (value, unit) = (value / 1000, unit + 1);
        var format = unit == 0 || value >= 99.95 ? "0" : value >= 9.995 ? "0.#" : "0.##";
        return value.ToString(format, CultureInfo.InvariantCulture) + Names[unit];
    }

    /// <summary>A duration: <c>0.4s</c>, <c>12.3s</c>, <c>4m07s</c>.</summary>
    public static string Duration(TimeSpan time) => time.TotalMinutes >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes}m{time.Seconds:00}s")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0}s");

    /// <summary>How long ago: <c>3 minutes ago</c>.</summary>
    public static string Ago(DateTimeOffset? then, DateTimeOffset now)
    {
        if (then is not { } time || time.Year < 1971)
            return "N/A";
        var age = now - time;
        return age switch
        {
            { TotalSeconds: < 1 } => "Less than a second ago",
            { TotalMinutes: < 1 } => Count(age.TotalSeconds, "second"),
            { TotalHours: < 1 } => Count(age.TotalMinutes, "minute"),
            { TotalDays: < 1 } => Count(age.TotalHours, "hour"),
            { TotalDays: < 14 } => Count(age.TotalDays, "day"),
            { TotalDays: < 60 } => Count(age.TotalDays / 7, "week"),
            { TotalDays: < 730 } => Count(age.TotalDays / 30.4, "month"),
            _ => Count(age.TotalDays / 365.25, "year"),
        };
    }

    private static string Count(double amount, string unit) => (int)amount == 1 ? $"1 {unit} ago" : $"{(int)amount} {unit}s ago";
}
