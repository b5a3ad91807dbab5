// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using Slipway.Check;

namespace Slipway.Fleet;

/// <summary>Writes a report as a table, for a terminal or for Markdown. Columns that say nothing are left out.</summary>
public static class ReportTable
{
    private const string Nothing = "–";

    /// <summary>A table of Markdown, with a line feed after each line.</summary>
    public static string ToMarkdown(FleetReport report)
    {
        var (titles, rows) = Cells(report);
        var text = new StringBuilder();
        text.Append("| ").AppendJoin(" | ", titles.Select(title => title.Name)).Append(" |\n|");
        foreach (var title in titles)
            text.Append(title.IsNumber ? " ---: |" : " --- |");
        text.Append('\n');
        foreach (var row in rows)
            text.Append("| ").AppendJoin(" | ", row.Select(cell => cell.Replace("|", @"\|", StringComparison.Ordinal))).Append(" |\n");
        return text.ToString();
    }

    /// <summary>Columns of text, numbers to the right, with a line feed after each line.</summary>
    public static string ToText(FleetReport report)
    {
        var (titles, rows) = Cells(report);
        var widths = titles.Select((title, column) => rows.Select(row => row[column].Length).Append(title.Name.Length).Max()).ToList();
        var text = new StringBuilder();
        foreach (var row in rows.Prepend([.. titles.Select(title => title.Name.ToUpperInvariant())]))
        {
            var cells = row.Select((cell, column) => titles[column].IsNumber ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
            text.Append(string.Join("  ", cells).TrimEnd()).Append('\n');
        }
        return text.ToString();
    }

    private static (IReadOnlyList<(string Name, bool IsNumber)> Titles, IReadOnlyList<IReadOnlyList<string>> Rows) Cells(FleetReport report)
    {
        var columns = new List<(string Name, bool IsNumber, Func<ReportRow, string> Cell)> { ("Image", false, row => row.Image) };
        if (report.Rows.Any(row => row.Variant is not null))
            columns.Add(("Variant", false, row => row.Variant ?? Nothing));
        if (report.Rows.Select(row => row.Platform).Distinct().Count() > 1)
            columns.Add(("Platform", false, row => row.Platform.ToString()));
        columns.Add(("Size", true, row => new ByteSize(row.Size).ToString()));
        columns.Add(("Compressed", true, row => new ByteSize(row.CompressedSize).ToString()));
        if (report.Rows.Any(row => row.Saving is not null))
            columns.Add(("Saving", true, Saving));
        if (report.Rows.Any(row => row.Claims > 0))
            columns.Add(("Claims proven", true, row => row.Claims == 0 ? Nothing : $"{row.ClaimsProven} of {row.Claims}"));
        return (
            [.. columns.Select(column => (column.Name, column.IsNumber))],
            [.. report.Rows.Select(row => columns.ConvertAll(column => column.Cell(row)))]);
    }

    private static string Saving(ReportRow row) =>
        row.Saving is { } saving ? $"{saving.ToString("0.0", CultureInfo.InvariantCulture)}% against {row.Against}" : Nothing;
}
