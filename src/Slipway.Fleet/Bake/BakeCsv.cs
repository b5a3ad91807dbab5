// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Slipway.Fleet;

/// <summary>CSV: fields by commas, quotes around those that hold commas, quotes or line breaks.</summary>
internal static class BakeCsv
{
    /// <summary>The fields of one line; null where a quote has no end.</summary>
    internal static IReadOnlyList<string>? ReadFields(string text, char separator = ',') => text.Length == 0 ? [] : Read(text, separator)?[0];

    /// <summary>The rows of a text, empty lines left out; null where a quote has no end.</summary>
    internal static IReadOnlyList<IReadOnlyList<string>>? ReadRows(string text) =>
        Read(text, ',')?.Where(static row => row is not [""]).ToList();

    private static List<List<string>>? Read(string text, char separator)
    {
        var rows = new List<List<string>> { new() };
        var field = new StringBuilder();
        var isQuoted = false;
        for (var at = 0; at < text.Length; at++)
        {
            var character = text[at];
            if (isQuoted && character == '"' && at + 1 < text.Length && text[at + 1] == '"')
                (field, at) = (field.Append('"'), at + 1);
            else if (character == '"' && (isQuoted || field.Length == 0))
                isQuoted = !isQuoted;
            else if (!isQuoted && (character == separator || character == '\n'))
            {
                rows[^1].Add(field.ToString());
                field.Clear();
                if (character == '\n')
                    rows.Add([]);
            }
            else if (isQuoted || character != '\r' || at + 1 == text.Length || text[at + 1] != '\n')
                field.Append(character);
        }
        rows[^1].Add(field.ToString());
        return isQuoted ? null : rows;
    }
}
