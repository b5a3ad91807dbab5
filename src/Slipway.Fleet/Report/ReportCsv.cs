// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Slipway.Fleet;

/// <summary>Writes a report as CSV (RFC 4180): every column under its name, bytes, seconds and percent as plain numbers, nothing for what is not known.</summary>
public static class ReportCsv
{
    /// <summary>The rows below a line of headings, each line ended as the RFC wants it.</summary>
    /// <param name="report">The report.</param>
    /// <param name="columns">The columns; null takes all.</param>
    public static string Write(FleetReport report, IReadOnlyList<ReportColumn>? columns = null)
    {
        ArgumentNullException.ThrowIfNull(report);
        columns ??= ReportColumn.All;
        var text = new StringBuilder();
        text.AppendJoin(',', columns.Select(column => column.Name)).Append("\r\n");
        foreach (var row in report.Rows)
            text.AppendJoin(',', columns.Select(column => Field(column.Write(row)))).Append("\r\n");
        return text.ToString();
    }

    private static string Field(string text) =>
        text.AsSpan().IndexOfAny("\",\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
