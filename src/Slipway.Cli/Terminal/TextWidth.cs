// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace Slipway.Cli;

/// <summary>How many columns of a terminal text takes: colours and combining marks none, East Asian wide characters and most pictures two.</summary>
internal static class TextWidth
{
    private static readonly (int First, int Last)[] Wide =
    [
        (0x1100, 0x115F), (0x231A, 0x231B), (0x23E9, 0x23EC), (0x25FD, 0x25FE), (0x2614, 0x2615), (0x2648, 0x2653), (0x26A1, 0x26A1), (0x26BD, 0x26BE), (0x2705, 0x2705),
        (0x2728, 0x2728), (0x274C, 0x274C), (0x2753, 0x2757), (0x2795, 0x2797), (0x2B50, 0x2B55), (0x2E80, 0xA4CF), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFE30, 0xFE6F),
        (0xFF00, 0xFF60), (0xFFE0, 0xFFE6), (0x1F300, 0x1F64F), (0x1F680, 0x1F6FF), (0x1F7E0, 0x1F7EB), (0x1F900, 0x1F9FF), (0x1FA70, 0x1FAFF), (0x20000, 0x3FFFD),
    ];

    /// <summary>The columns of a text.</summary>
    public static int Of(string text) => Measure(text, int.MaxValue).Width;

    /// <summary>The text as far as it goes into <paramref name="width"/> columns, the last an ellipsis where some is left out.</summary>
    public static string Clip(string text, int width)
    {
        // What is shorter than the columns in characters may still be wider.
        if (Of(text) <= width)
            return text;
        if (width < 1)
            return "";
        var end = Measure(text, width - 1).Length;
        return string.Concat(text.AsSpan(0, end), "…", text.Contains('\x1B', StringComparison.Ordinal) ? "\x1B[0m" : "");
    }

    // How much of a text goes into so many columns, in characters and in columns.
    private static (int Length, int Width) Measure(string text, int most)
    {
        var (at, width) = (0, 0);
        while (at < text.Length)
        {
            if (text[at] == '\x1B')
            {
                var end = text.IndexOf('m', at);
                at = end < 0 ? text.Length : end + 1;
                continue;
            }
            Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var used);
            var own = WidthOf(rune);
            if (width + own > most)
                break;
            (at, width) = (at + used, width + own);
        }
        return (at, width);
    }

    private static int WidthOf(Rune rune)
    {
        if (rune.IsAscii)
            return 1;
        if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format)
            return 0;
        return Array.Exists(Wide, range => rune.Value >= range.First && rune.Value <= range.Last) ? 2 : 1;
    }
}
