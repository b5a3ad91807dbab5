// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace Slipway.Build;

/// <summary>The words that BuildKit writes into an image's history; some of them are Go's own way to print a value.</summary>
internal static class HistoryText
{
    /// <summary>What every line says it was written by.</summary>
    public const string Comment = "buildkit.dockerfile.v0";

    /// <summary><c>["a" "b"]</c>: a list as Go's %q prints it.</summary>
    public static string QuotedList(IEnumerable<string> words) => $"[{string.Join(' ', words.Select(Quote))}]";

    /// <summary><c>[a b]</c>: a list as Go's %v prints it.</summary>
    public static string PlainList(IEnumerable<string> words) => $"[{string.Join(' ', words)}]";

    /// <summary><c>map[80/tcp:{}]</c>: a set as Go's %v prints it.</summary>
    public static string Set(IEnumerable<string> words) =>
        $"map[{string.Join(' ', words.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(static word => word + ":{}"))}]";

    /// <summary><c>&amp;{["CMD-SHELL" "x"] "30s" "3s" "0s" "0s" '\x03'}</c>: a health check as Go's %q prints it.</summary>
    public static string HealthCheck(Oci.HealthCheckConfig check)
    {
        var times = new[] { check.Interval, check.Timeout, check.StartPeriod, check.StartInterval }.Select(time => Quote(Duration(time ?? 0)));
        return $"&{{{QuotedList(check.Test ?? [])} {string.Join(' ', times)} {QuoteNumber(check.Retries ?? 0)}}}";
    }

    /// <summary>A string as Go quotes it.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
            quoted.Append(rune.Value is '"' ? "\\\"" : Escape(rune));
        return quoted.Append('"').ToString();
    }

    // Go prints a number under %q as the character it would be.
    private static string QuoteNumber(int number) =>
        Rune.IsValid(number) ? $"'{(number == '\'' ? "\\'" : Escape(new Rune(number)))}'" : "'\uFFFD'";

    private static string Escape(Rune rune) => rune.Value switch
    {
        '\\' => "\\\\",
        '\a' => "\\a",
        '\b' => "\\b",
        '\f' => "\\f",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\v' => "\\v",
        < 0x20 or 0x7F => $"\\x{rune.Value:x2}",
        < 0x7F => rune.ToString(),
        _ when IsPrintable(rune) => rune.ToString(),
        <= 0xFFFF => $"\\u{rune.Value:x4}",
        _ => $"\\U{rune.Value:x8}",
    };

    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.SpaceSeparator
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    /// <summary>A time span as Go prints it: <c>1m30s</c>, <c>1.5s</c>, <c>0s</c>.</summary>
    internal static string Duration(long nanoseconds)
    {
        if (nanoseconds == 0)
            return "0s";
        if (nanoseconds < 1_000_000_000)
        {
            var (unit, scale) = nanoseconds < 1_000 ? ("ns", 1L) : nanoseconds < 1_000_000 ? ("µs", 1_000L) : ("ms", 1_000_000L);
            return Decimal(nanoseconds, scale) + unit;
        }
        var (hours, rest) = Math.DivRem(nanoseconds, 3_600_000_000_000);
        var (minutes, seconds) = Math.DivRem(rest, 60_000_000_000);
        var text = Decimal(seconds, 1_000_000_000) + "s";
        if (hours > 0)
            return $"{hours}h{minutes}m{text}";
        return minutes > 0 ? $"{minutes}m{text}" : text;
    }

    private static string Decimal(long value, long scale) => ((decimal)value / scale).ToString("0.#########", CultureInfo.InvariantCulture);
}
