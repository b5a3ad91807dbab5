// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Slipway.Cli;

/// <summary>Text from elsewhere (a step's log, a name in a file) made fit for a terminal.</summary>
internal static class DisplayText
{
    /// <summary>
    /// The text without escape sequences, with tabs as spaces and other control characters, and those that reorder text, as <c>\xNN</c>
    /// or <c>\uNNNN</c>: what is shown can neither move the cursor nor pretend to be another line.
    /// </summary>
    public static string Clean(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\0', '\x1F') && !text.AsSpan().ContainsAnyInRange('\x7F', '\x9F') && !text.AsSpan().ContainsAny(Reordering))
            return text;
        var clean = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            var character = text[at];
            if (character == '\x1B')
                at = SkipEscape(text, at);
            else if (character == '\t')
                clean.Append("    ");
            else if (character is '\r' or '\n')
                clean.Append(at == text.Length - 1 ? "" : " ");
            else if (character is < ' ' or (>= '\x7F' and <= '\x9F'))
                clean.Append($"\\x{(int)character:x2}");
            else if (Reordering.Contains(character))
                clean.Append($"\\u{(int)character:x4}");
            else
                clean.Append(character);
        }
        return clean.ToString();
    }

    /// <summary>At most <paramref name="width"/> characters, the last an ellipsis where some were cut.</summary>
    public static string Clip(string text, int width) => text.Length <= width ? text : width <= 1 ? "" : string.Concat(text.AsSpan(0, width - 1), "…");

    private static readonly System.Buffers.SearchValues<char> Reordering =
        System.Buffers.SearchValues.Create("\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069");

    // CSI ends at a letter, OSC at BEL or ST, others after one character (ECMA-48).
    private static int SkipEscape(string text, int at)
    {
        if (at + 1 >= text.Length)
            return at;
        var next = at + 2;
        switch (text[at + 1])
        {
            case '[':
                while (next < text.Length && text[next] is < '@' or > '~')
                    next++;
                return Math.Min(next, text.Length - 1);
            case ']':
                while (next < text.Length && text[next] != '\a' && !(text[next] == '\\' && text[next - 1] == '\x1B'))
                    next++;
                return Math.Min(next, text.Length - 1);
            default:
                return at + 1;
        }
    }
}
