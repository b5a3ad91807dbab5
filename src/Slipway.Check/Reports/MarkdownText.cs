// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Slipway.Check;

/// <summary>Texts in Markdown.</summary>
public static class MarkdownText
{
    /// <summary>A text as it stands in a cell: on one line, and none of it markup.</summary>
    public static string Cell(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var cell = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            switch (character)
            {
                case '\r':
                    break;
                case '\n':
                    cell.Append(' ');
                    break;
                case '<':
                    cell.Append("&lt;");
                    break;
                case '&':
                    cell.Append("&amp;");
                    break;
                case '|' or '\\' or '`' or '*' or '_' or '[' or ']' or '~':
                    cell.Append('\\').Append(character);
                    break;
                default:
                    cell.Append(char.IsControl(character) ? '\uFFFD' : character);
                    break;
            }
        }
        return cell.ToString();
    }
}
