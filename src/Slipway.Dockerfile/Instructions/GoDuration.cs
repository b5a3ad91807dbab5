// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Globalization;

namespace Slipway.Dockerfile;

/// <summary>Durations as HEALTHCHECK writes them: <c>1m30s</c>, <c>1.5h</c>, <c>500ms</c>.</summary>
public static class GoDuration
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    /// <summary>The duration, or null if the text is none or too large.</summary>
    public static TimeSpan? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text is "0" or "+0" or "-0")
            return TimeSpan.Zero;
        var rest = text.AsSpan();
        var negative = rest.StartsWith("-");
        if (negative || rest.StartsWith("+"))
            rest = rest[1..];
        if (rest.IsEmpty)
            return null;
        var ticks = 0m;
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept(Digits);
            if (digits <= 0 || !decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
                return null;
            rest = rest[digits..];
            var length = rest.IndexOfAny(Digits);
            var unit = length < 0 ? rest : rest[..length];
            if (TicksOf(unit) is not { } factor || number > long.MaxValue / factor)
                return null;
            ticks += number * factor;
            rest = rest[unit.Length..];
        }
        return ticks > long.MaxValue / 2 ? null : TimeSpan.FromTicks((long)(negative ? -ticks : ticks));
    }

    private static decimal? TicksOf(ReadOnlySpan<char> unit) => unit switch
    {
        "ns" => 0.01m,
        "us" or "µs" or "μs" => TimeSpan.TicksPerMicrosecond,
        "ms" => TimeSpan.TicksPerMillisecond,
        "s" => TimeSpan.TicksPerSecond,
        "m" => TimeSpan.TicksPerMinute,
        "h" => TimeSpan.TicksPerHour,
        _ => null,
    };
}
