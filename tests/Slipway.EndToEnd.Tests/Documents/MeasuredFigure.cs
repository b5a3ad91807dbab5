// SPDX-License-Identifier: Apache-2.0
namespace Slipway.EndToEnd.Tests.Documents;

/// <summary>A figure of a measured table: one that stands between two marks of a page, where a command has written it.</summary>
/// <param name="File">The page.</param>
/// <param name="Row">What the row begins with.</param>
/// <param name="Column">The heading of the column.</param>
internal sealed record MeasuredFigure(string File, IReadOnlyList<string> Row, string Column)
{
    /// <summary>Reads <c>FILE | CELL | … | COLUMN</c>.</summary>
    public static MeasuredFigure Parse(string text)
    {
        var parts = text.Split(" | ", StringSplitOptions.TrimEntries);
        return parts.Length >= 3 ? new(parts[0], parts[1..^1], parts[^1]) : throw new InvalidDataException($"'{text}' names no figure; expected FILE | CELL | COLUMN.");
    }

    /// <summary>The figure as its table has it; null where no measured table of the page has it.</summary>
    public string? Measure()
    {
        IReadOnlyList<string>? headings = null;
        foreach (var cells in MeasuredLines().Select(Cells))
        {
            if (cells.Count == 0)
                headings = null;
            else if (headings is null)
                headings = cells;
            else if (cells.Take(Row.Count).SequenceEqual(Row) && headings.ToList().IndexOf(Column) is >= 0 and var column && column < cells.Count)
                return cells[column];
        }
        return null;
    }

    private IEnumerable<string> MeasuredLines()
    {
        var isMeasured = false;
        if (!System.IO.File.Exists(ProjectFolder.File(File)))
            yield break;
        foreach (var line in System.IO.File.ReadLines(ProjectFolder.File(File)))
        {
            if (line.StartsWith("<!-- ", StringComparison.Ordinal))
                isMeasured = !line.StartsWith("<!-- /", StringComparison.Ordinal) && line != "<!-- end -->";
            // A mark ends a table as an empty line does.
            if (isMeasured || line.StartsWith("<!-- ", StringComparison.Ordinal))
                yield return line;
        }
    }

    private static IReadOnlyList<string> Cells(string line) => line.StartsWith('|') ? [.. line.Trim().Trim('|').Split('|').Select(static cell => cell.Trim())] : [];
}
