// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace Slipway.Dockerfile;

/// <summary>
/// Writes diagnostics for people: <c>path:line:column: severity: message</c>, the lines concerned with carets under the place,
/// then <c>note:</c> and <c>help:</c> lines.
/// </summary>
public sealed class DiagnosticRenderer(DiagnosticRenderOptions options)
{
    private const string Reset = "\e[0m";
    private const string Bold = "\e[1m";
    private const string Dim = "\e[2m";
    private const string Cyan = "\e[36m";

    /// <summary>The diagnostic as lines, each ended by a line feed.</summary>
    public static string Render(Diagnostic diagnostic, DiagnosticRenderOptions? options = null)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        new DiagnosticRenderer(options ?? DiagnosticRenderOptions.Default).Write(writer, diagnostic);
        return writer.ToString();
    }

    /// <summary>Writes each, in the order given.</summary>
    public void Write(TextWriter writer, IEnumerable<Diagnostic> diagnostics)
    {
        ArgumentNullException.ThrowIfNull(diagnostics);
        foreach (var diagnostic in diagnostics)
            Write(writer, diagnostic);
    }

    /// <summary>Writes one diagnostic as lines, each ended by a line feed.</summary>
    public void Write(TextWriter writer, Diagnostic diagnostic)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(diagnostic);
        var color = ColorOf(diagnostic.Severity);
        var place = $"{DisplayText.Sanitize(diagnostic.Source.Path)}:{diagnostic.Position}:";
        var label = $"{Diagnostic.Label(diagnostic.Severity)}:";
        var rule = diagnostic.Rule is { } name ? $" [{name}]" : "";
        writer.Write($"{Paint(Bold, place)} {Paint(Bold + color, label)} {Paint(Bold, DisplayText.Sanitize(diagnostic.Message))}{Paint(Dim, rule)}\n");
        WriteExcerpt(writer, diagnostic, color);
        foreach (var note in diagnostic.Notes)
            writer.Write($"{Paint(Bold, "note:")} {DisplayText.Sanitize(note)}\n");
        if (diagnostic.Help is { } help)
            writer.Write($"{Paint(Bold + Cyan, "help:")} {DisplayText.Sanitize(help)}\n");
    }

    private static string ColorOf(Severity severity) => severity switch
    {
        Severity.Error => "\e[31m",
        Severity.Warning => "\e[33m",
        _ => Cyan,
    };

    private void WriteExcerpt(TextWriter writer, Diagnostic diagnostic, string color)
    {
        var source = diagnostic.Source;
        if (options.MaxLines == 0 || source.Text.Length == 0)
            return;
        var first = diagnostic.Position.Line;
        // A span that ends in a line break doesn't reach into the line after it.
        var last = Math.Max(first, source.GetPosition(Math.Max(diagnostic.Span.Start, diagnostic.Span.End - 1)).Line);
        var shown = Math.Min(last, first + options.MaxLines - 1);
        var gutter = Math.Max(3, shown.ToString(CultureInfo.InvariantCulture).Length);
        for (var line = first; line <= shown; line++)
        {
            var (text, marks) = Excerpt(source, source.GetLine(line), diagnostic.Span, options.Width - gutter - 3);
            writer.Write($"{Paint(Dim, $"{line.ToString(CultureInfo.InvariantCulture).PadLeft(gutter)} |")}{Pad(text)}\n");
            if (marks.Length > 0)
                writer.Write($"{Paint(Dim, $"{new string(' ', gutter)} |")} {Paint(color, marks)}\n");
        }
        if (shown < last)
            writer.Write($"{Paint(Dim, $"{new string(' ', gutter)} | … {last - shown} more")}\n");
    }

    private static string Pad(string text) => text.Length == 0 ? "" : " " + text;

    /// <summary>One line and the carets under its part of the span; both are clipped around the first caret when the line is too long.</summary>
    private static (string Text, string Marks) Excerpt(SourceText source, SourceSpan line, SourceSpan span, int width)
    {
        var cells = new List<(string Text, bool Marked)>();
        var offset = line.Start;
        var column = 0;
        var text = source.ToString(line);
        var (from, to) = MarkedRange(text, line, span);
        foreach (var rune in text.EnumerateRunes())
        {
            var marked = offset >= from && offset < to;
            var columns = rune.Value == '\t' ? DisplayText.TabWidth - (column % DisplayText.TabWidth) : DisplayText.WidthOf(rune);
            var shown = rune.Value == '\t' ? new string(' ', columns) : DisplayText.Visible(rune).ToString();
            if (columns == 0 && cells.Count > 0)
                cells[^1] = (cells[^1].Text + shown, cells[^1].Marked);
            for (var cell = 0; cell < columns; cell++)
                cells.Add((rune.Value == '\t' ? " " : cell == 0 ? shown : "", marked));
            column += columns;
            offset += rune.Utf16SequenceLength;
        }
        if (from == to && from >= line.Start)
            MarkPlace(cells, source, line, from);
        return Clip(cells, width);
    }

    /// <summary>The part of the span on this line, without the blanks that only indent the line.</summary>
    private static (int From, int To) MarkedRange(string text, SourceSpan line, SourceSpan span)
    {
        var from = Math.Max(span.Start, line.Start);
        var to = Math.Min(span.End, line.End);
        if (span.Start < line.Start)
            from = line.Start + (text.Length - text.AsSpan().TrimStart().Length);
        return from <= to ? (from, to) : span.Length == 0 || span.Start >= line.End ? (line.End, line.End) : (-1, -1);
    }

    // An empty span still has a place: one caret at it, past the end of the line if need be.
    private static void MarkPlace(List<(string Text, bool Marked)> cells, SourceText source, SourceSpan line, int offset)
    {
        var before = source.Text[line.Start..offset];
        var column = 0;
        foreach (var rune in before.EnumerateRunes())
            column += rune.Value == '\t' ? DisplayText.TabWidth - (column % DisplayText.TabWidth) : DisplayText.WidthOf(rune);
        while (cells.Count <= column)
            cells.Add((" ", false));
        cells[column] = (cells[column].Text, true);
    }

    private static (string Text, string Marks) Clip(List<(string Text, bool Marked)> cells, int width)
    {
        var (start, end) = (0, cells.Count);
        if (cells.Count > width)
        {
            var mark = Math.Max(0, cells.FindIndex(cell => cell.Marked));
            start = mark < width * 2 / 3 ? 0 : Math.Min(mark - (width / 3), cells.Count - width);
            end = Math.Min(cells.Count, start + width);
        }
        var (text, marks) = (new StringBuilder(), new StringBuilder());
        for (var index = start; index < end; index++)
        {
            var cut = (index == start && start > 0) || (index == end - 1 && end < cells.Count);
            text.Append(cut ? "…" : cells[index].Text);
            marks.Append(cells[index].Marked && !cut ? '^' : ' ');
        }
        return (text.ToString().TrimEnd(), marks.ToString().TrimEnd());
    }

    private string Paint(string code, string text) => options.Color && text.Length > 0 ? code + text + Reset : text;
}
