// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Slipway.Cli.Listings;

/// <summary>Lines with tabs, aligned as Go's text/tabwriter aligns those of Docker's tables: a column is at least ten wide and ends in three spaces.</summary>
internal static class TabbedText
{
    private const int LeastWidth = 10;
    private const int Gap = 3;

    /// <summary>The lines, aligned. What stands behind the last tab of a line is no cell: it is neither padded nor does it make its column wider.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="leastWidth">How wide a column is at least.</param>
    public static IEnumerable<string> Align(IReadOnlyList<string> lines, int leastWidth = LeastWidth)
    {
        var rows = lines.Select(static line => line.Split('\t')).ToList();
        var widths = rows.Select(static row => new int[row.Length - 1]).ToList();
        for (var row = 0; row < rows.Count; row++)
            for (var column = 0; column < widths[row].Length; column++)
                if (widths[row][column] == 0)
                    Measure(rows, widths, row, column, leastWidth);
        for (var row = 0; row < rows.Count; row++)
        {
            var line = new StringBuilder();
            for (var column = 0; column < rows[row].Length; column++)
                line.Append(column < widths[row].Length ? rows[row][column] + new string(' ', widths[row][column] - Length(rows[row][column])) : rows[row][column]);
            yield return line.ToString();
        }
    }

    // A column is a run of lines that all have a cell there.
    private static void Measure(List<string[]> rows, List<int[]> widths, int first, int column, int leastWidth)
    {
        var end = first;
        var width = leastWidth;
        while (end < rows.Count && column < widths[end].Length)
            width = Math.Max(width, Length(rows[end++][column]) + Gap);
        for (var row = first; row < end; row++)
            widths[row][column] = width;
    }

    private static int Length(string text) => text.EnumerateRunes().Count();
}
