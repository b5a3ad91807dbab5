// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace Slipway.Fleet;

/// <summary>Writes texts of Groovy in single quotes, in which nothing is filled in.</summary>
internal static class GroovyText
{
    /// <summary>The text on one line.</summary>
    internal static string Quote(string text) => $"'{Escape(text, static letter => letter == '\n' ? "\\n" : null)}'";

    /// <summary>The text over its lines.</summary>
    internal static string Block(string text) => $"'''{Escape(text, static letter => letter == '\n' ? "\n" : null)}'''";

    private static string Escape(string text, Func<char, string?> line)
    {
        var escaped = new StringBuilder();
        foreach (var letter in text)
        {
            if (line(letter) is { } end)
                escaped.Append(end);
            else if (letter is '\\' or '\'')
                escaped.Append('\\').Append(letter);
            else if (char.IsControl(letter) || letter is '\u2028' or '\u2029')
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:X4}");
            else
                escaped.Append(letter);
        }
        return escaped.ToString();
    }
}
