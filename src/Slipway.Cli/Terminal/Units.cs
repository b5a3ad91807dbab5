// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Slipway.Cli;

/// <summary>Figures as people read them.</summary>
internal static class Units
{
    private static readonly string[] BinaryNames = ["B", "KiB", "MiB", "GiB", "TiB"];
    private static readonly string[] Names = ["B", "kB", "MB", "GB", "TB"];

    /// <summary>A size in powers of 1000 with three significant digits unless told otherwise, as Docker writes it: <c>74.8MB</c>.</summary>
    public static string Size(long bytes, int digits = 3)
    {
        var (value, unit) = ((double)bytes, 0);
        while (Rounded(value, digits) >= 1000 && unit < Names.Length - 1)
            (value, unit) = (value / 1000, unit + 1);
        return Rounded(value, digits).ToString("0.###", CultureInfo.InvariantCulture) + Names[unit];
    }

    /// <summary>A size in powers of 1024 with four significant digits, as Docker writes memory: <c>1.944GiB</c>.</summary>
    public static string BinarySize(long bytes)
    {
        var (value, unit) = ((double)bytes, 0);
        while (value >= 1024 && unit < BinaryNames.Length - 1)
            (value, unit) = (value / 1024, unit + 1);
        return Math.Round(value, value >= 1000 ? 0 : value >= 100 ? 1 : value >= 10 ? 2 : 3).ToString("0.###", CultureInfo.InvariantCulture) + BinaryNames[unit];
    }

    private static double Rounded(double value, int digits) => Math.Round(value, Math.Max(0, digits - (value >= 99.95 ? 3 : value >= 9.995 ? 2 : 1)));

    /// <summary>A duration: <c>0.4s</c>, <c>12.3s</c>, <c>4m07s</c>.</summary>
    public static string Duration(TimeSpan time) => time.TotalMinutes >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes}m{time.Seconds:00}s")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0}s");

    /// <summary>How long ago: <c>3 minutes ago</c>.</summary>
    public static string Ago(DateTimeOffset? then, DateTimeOffset now)
    {
        if (then is not { } time || time.Year < 1971)
            return "N/A";
        // Docker's words (go-units, HumanDuration).
        var age = now - time;
        var hours = (int)Math.Round(age.TotalHours, MidpointRounding.AwayFromZero);
        return age switch
        {
            { TotalSeconds: < 1 } => "Less than a second ago",
            { TotalMinutes: < 1 } => Count((int)age.TotalSeconds, "second"),
            { TotalMinutes: < 2 } => "About a minute ago",
            { TotalMinutes: < 60 } => Count((int)age.TotalMinutes, "minute"),
            _ => hours switch
            {
                1 => "About an hour ago",
                < 48 => Count(hours, "hour"),
                < 24 * 7 * 2 => Count(hours / 24, "day"),
                < 24 * 30 * 2 => Count(hours / 24 / 7, "week"),
                < 24 * 365 * 2 => Count(hours / 24 / 30, "month"),
                _ => Count((int)age.TotalHours / 24 / 365, "year"),
            },
        };
    }

    private static string Count(int amount, string unit) => amount == 1 ? $"1 {unit} ago" : $"{amount} {unit}s ago";
}
