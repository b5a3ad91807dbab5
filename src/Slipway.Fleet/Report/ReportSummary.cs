// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.Check;

namespace Slipway.Fleet;

/// <summary>What a report says of its images together, in sentences.</summary>
internal static class ReportSummary
{
    /// <summary>The sentences; of times only where a table with these columns shows them.</summary>
    internal static IReadOnlyList<string> Lines(FleetReport report, IReadOnlyList<ReportColumn> columns)
    {
        var lines = new List<string>();
        var total = report.Total;
        if (report.Rows.Count > 1 && total.Once is { } once)
            lines.Add(
                $"Together {new ByteSize(total.Sum.Size)} ({new ByteSize(total.Sum.CompressedSize)} compressed); with each layer kept once, {new ByteSize(once.Size)} ({new ByteSize(once.CompressedSize)} compressed).");
        if (report.Rows.Count > 1 && total.BuildTime is { } time && columns.Any(static column => column.Name == "time"))
            lines.Add($"Built in {ReportColumn.Duration(time)} of work, each step counted once.");
        if (total is { Before: { Size: > 0 } before, Compared: { } now })
            lines.Add($"Before {Compared(before, before)}, now {Compared(now, before)}: {ReportColumn.Signed(100m * (now.Size - before.Size) / before.Size)}{Counted(report)}.");
        if (report.Gone.Count > 0)
            lines.Add($"No longer there: {string.Join(", ", report.Gone.Select(row => $"{row.Target} for {row.Platform} ({new ByteSize(row.Size)})"))}.");
        return lines;
    }

    // What was written down by hand, an estimate say, has no compressed size to compare with.
    private static string Compared(ReportSizes sizes, ReportSizes before) =>
        before.CompressedSize > 0 ? $"{new ByteSize(sizes.Size)} ({new ByteSize(sizes.CompressedSize)} compressed)" : $"{new ByteSize(sizes.Size)}";

    private static string Counted(FleetReport report)
    {
        var added = report.Rows.Count(row => row.Before is null);
        return added == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", without {FleetPlanText.Count(added, "image")} that {(added == 1 ? "was" : "were")} not there before");
    }
}
