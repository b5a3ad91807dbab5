// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Slipway.Cli;

/// <summary>Moments on the command line, as Docker's filters take them: how long ago (<c>24h</c>, <c>1h30m</c>, <c>7d</c>), a date or time (RFC 3339, UTC
/// where it has no zone), or seconds since 1970.</summary>
internal static class MomentText
{
    private static readonly string[] Forms =
    [
        "yyyy-MM-dd", "yyyy-MM-ddK", "yyyy-MM-dd'T'HHK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
    ];

    /// <summary>Reads a moment.</summary>
    /// <exception cref="CommandException">The text is none.</exception>
    public static DateTimeOffset Parse(string text, DateTimeOffset now)
    {
        if (TryParseAge(text, out var age))
            return now - age;
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds < 100_000_000_000)
            return DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond));
        return DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
            : throw CommandException.Usage($"'{text}' is not a moment.", "write how long ago (24h, 7d), a time (2026-01-31T12:00:00Z) or seconds since 1970");
    }

    // Go's durations, and days.
    private static bool TryParseAge(string text, out TimeSpan age)
    {
        age = default;
        var (at, sum) = (0, 0.0);
        while (at < text.Length)
        {
            var start = at;
            while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] == '.'))
                at++;
            var unitStart = at;
            while (at < text.Length && char.IsAsciiLetter(text[at]))
                at++;
            double? unit = text[unitStart..at] switch { "ms" => 0.001, "s" => 1, "m" => 60, "h" => 3600, "d" => 86400, "w" => 604800, _ => null };
            if (unit is null || !double.TryParse(text.AsSpan(start, unitStart - start), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
                return false;
            sum += number * unit.Value;
        }
        if (text.Length == 0 || sum > 1e10)
            return false;
        age = TimeSpan.FromSeconds(sum);
        return true;
    }
}
