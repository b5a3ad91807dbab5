// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Cli;

/// <summary>Rows of text in aligned columns, three spaces apart, as Docker's lists are.</summary>
internal sealed class TextTable(params string[] headings)
{
    private const int Gap = 3;
    private readonly List<string[]> _rows = [headings];

    /// <summary>Adds a row, a text for each heading.</summary>
    public void Add(params string[] row) => _rows.Add(row);

    /// <summary>Writes the headings and the rows.</summary>
    public void WriteTo(TextWriter writer)
    {
        var widths = Enumerable.Range(0, _rows[0].Length).Select(column => _rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in _rows)
            writer.WriteLine(string.Concat(row.Select((cell, column) => cell.PadRight(widths[column] + Gap))).TrimEnd());
    }
}
