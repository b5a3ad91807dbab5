// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Check;

namespace Slipway.Fleet;

/// <summary>Writes a report as a table, for a terminal or for Markdown, and what there is to say of all images below it.</summary>
public static class ReportTable
{
    /// <summary>A table of Markdown, with a line feed after each line.</summary>
    /// <param name="report">The report.</param>
    /// <param name="columns">The columns; null takes those that say something.</param>
    public static string ToMarkdown(FleetReport report, IReadOnlyList<ReportColumn>? columns = null)
    {
        ArgumentNullException.ThrowIfNull(report);
        columns ??= ReportColumn.Of(report);
        var text = new StringBuilder(ToMarkdown(report.Rows, columns));
        foreach (var line in ReportSummary.Lines(report, columns))
            text.Append('\n').Append(MarkdownText.Cell(line)).Append('\n');
        return text.ToString();
    }

    /// <summary>The table alone, of some rows.</summary>
    internal static string ToMarkdown(IEnumerable<ReportRow> rows, IReadOnlyList<ReportColumn> columns)
    {
        var text = new StringBuilder();
        text.Append("| ").AppendJoin(" | ", columns.Select(column => column.Title)).Append(" |\n|");
        foreach (var column in columns)
            text.Append(column.IsNumber ? " ---: |" : " --- |");
        text.Append('\n');
        foreach (var row in rows)
            text.Append("| ").AppendJoin(" | ", columns.Select(column => MarkdownText.Cell(column.Show(row)))).Append(" |\n");
        return text.ToString();
    }

    /// <summary>Columns of text, numbers to the right, with a line feed after each line.</summary>
    /// <param name="report">The report.</param>
    /// <param name="columns">The columns; null takes those that say something.</param>
    public static string ToText(FleetReport report, IReadOnlyList<ReportColumn>? columns = null)
    {
        ArgumentNullException.ThrowIfNull(report);
        columns ??= ReportColumn.Of(report);
        var widths = columns.Select(column => report.Rows.Select(row => column.Show(row).Length).Append(column.Title.Length).Max()).ToList();
        var rows = report.Rows.Select(row => columns.Select(column => column.Show(row))).Prepend(columns.Select(column => column.Title.ToUpperInvariant()));
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            var cells = row.Select((cell, column) => columns[column].IsNumber ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
            text.Append(string.Join("  ", cells).TrimEnd()).Append('\n');
        }
        var lines = ReportSummary.Lines(report, columns);
        if (lines.Count > 0)
            text.Append('\n').AppendJoin('\n', lines).Append('\n');
        return text.ToString();
    }
}
