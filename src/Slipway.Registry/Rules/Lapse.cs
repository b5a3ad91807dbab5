// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Slipway.Registry;

/// <summary>Times that pass, in words and in settings.</summary>
public static class Lapse
{
    private const int MaxNumber = 1_000_000;

    /// <summary>Reads a time that isn't nothing: a number and <c>s</c>, <c>m</c>, <c>h</c> or <c>d</c>, such as <c>90d</c>.</summary>
    public static bool TryParse(string text, out TimeSpan time)
    {
        time = default;
        if (text.Length < 2 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is 0 or > MaxNumber)
            return false;
        time = text[^1] switch
        {
            's' => TimeSpan.FromSeconds(number),
            'm' => TimeSpan.FromMinutes(number),
            'h' => TimeSpan.FromHours(number),
            'd' => TimeSpan.FromDays(number),
            _ => default,
        };
        return time > TimeSpan.Zero;
    }

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
