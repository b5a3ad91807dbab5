// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Slipway.Cli.Templates;

/// <summary>Numbers and durations as Go writes them.</summary>
internal static class GoNumber
{
    /// <summary>The shortest text that reads back as the number; with an exponent below 1e-4 and from 1e21 (<c>%v</c>).</summary>
    public static string Shortest(double value)
    {
        if (double.IsInfinity(value))
            return value > 0 ? "+Inf" : "-Inf";
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        var at = text.IndexOf('E', StringComparison.Ordinal);
        if (at < 0)
            return text;
        var exponent = int.Parse(text.AsSpan(at + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (exponent is < 0 or >= 21)
            return Exponent(text.ToLowerInvariant());
        var sign = text[0] == '-' ? "-" : "";
        var digits = text[sign.Length..at].Replace(".", "", StringComparison.Ordinal);
        return sign + digits.PadRight(exponent + 1, '0');
    }

    /// <summary>A number with an exponent of at least two digits, as C writes it.</summary>
    public static string Exponent(string text)
    {
        var at = text.IndexOfAny(['e', 'E']);
        if (at < 0)
            return text;
        var exponent = int.Parse(text.AsSpan(at + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{text[..at]}{text[at]}{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
    }

    /// <summary>A duration: <c>1h2m3.5s</c>, <c>100ms</c>, <c>0s</c>.</summary>
    public static string Duration(long nanoseconds)
    {
        var size = Math.Abs((decimal)nanoseconds);
        var sign = nanoseconds < 0 ? "-" : "";
        if (size == 0)
            return "0s";
        if (size < 1_000)
            return Invariant($"{sign}{size}ns");
        if (size < 1_000_000)
            return Invariant($"{sign}{size / 1_000m:0.###}µs");
        if (size < 1_000_000_000)
            return Invariant($"{sign}{size / 1_000_000m:0.######}ms");
        var seconds = size / 1_000_000_000m;
        var (hours, minutes) = ((long)(seconds / 3600), (long)(seconds / 60) % 60);
        return sign + (hours > 0 ? Invariant($"{hours}h") : "") + (hours > 0 || minutes > 0 ? Invariant($"{minutes}m") : "") + Invariant($"{seconds % 60:0.#########}s");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
