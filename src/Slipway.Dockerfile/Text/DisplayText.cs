// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace Slipway.Dockerfile;

/// <summary>Text from outside, made fit for a terminal: nothing in it can move the cursor, colour or reorder.</summary>
internal static class DisplayText
{
    internal const int TabWidth = 4;

    /// <summary>Replaces what a terminal would act upon, and writes tabs and line breaks as spaces.</summary>
    internal static string Sanitize(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            result.Append(rune.Value is '\t' or '\n' or '\r' ? " " : Visible(rune).ToString());
        return result.ToString();
    }

    /// <summary>How a character is shown: itself, a control picture, or U+FFFD.</summary>
    internal static Rune Visible(Rune rune) => rune.Value switch
    {
        < 0x20 => new Rune(0x2400 + rune.Value),
        0x7F => new Rune(0x2421),
        >= 0x80 and < 0xA0 => Rune.ReplacementChar,
        // Bidirectional controls could show a line other than it is.
        0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0xFEFF => Rune.ReplacementChar,
        _ => rune,
    };

    /// <summary>How many columns a character takes on a terminal: 0, 1 or 2.</summary>
    internal static int WidthOf(Rune rune) => rune.Value switch
    {
        < 0x300 => 1,
        _ when Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format => 0,
        (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0x303E) or (>= 0x3041 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3)
            or (>= 0xF900 and <= 0xFAFF) or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF00 and <= 0xFF60) or (>= 0xFFE0 and <= 0xFFE6)
            or (>= 0x1F300 and <= 0x1F64F) or (>= 0x1F900 and <= 0x1F9FF) or (>= 0x20000 and <= 0x3FFFD) => 2,
        _ => 1,
    };
}
