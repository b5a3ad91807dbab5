// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace Slipway.Containers;

/// <summary>Makes text of strangers harmless for a terminal.</summary>
public static class DisplayText
{
    /// <summary>The text with control characters in caret form (^[ for escape), and characters that reorder or hide text as their number.</summary>
    public static string Escape(string text)
    {
        if (!text.Any(IsActive))
            return text;
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var character in text)
        {
            if (!IsActive(character))
                escaped.Append(character);
            else if (character < 0x20)
                escaped.Append('^').Append((char)(character + '@'));
            else if (character == 0x7F)
                escaped.Append("^?");
            else
                escaped.Append($"\\u{(int)character:x4}");
        }
        return escaped.ToString();
    }

    // Tabs are harmless. Format characters are those that turn the direction of text, among others.
    private static bool IsActive(char character) =>
        character != '\t' && char.GetUnicodeCategory(character) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
