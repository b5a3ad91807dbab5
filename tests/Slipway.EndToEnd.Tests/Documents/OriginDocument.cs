// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace Slipway.EndToEnd.Tests.Documents;

/// <summary>The rows of one document, from a file in <c>docs/explanation/origins</c>.</summary>
internal sealed record OriginDocument
{
    /// <summary>What it is called here.</summary>
    public required string Title { get; init; }

    /// <summary>What is said of it.</summary>
    public required string Text { get; init; }

    /// <summary>Its rows, in its order.</summary>
    public required IReadOnlyList<OriginRow> Rows { get; init; }

    /// <summary>All documents, in the order of their files.</summary>
    public static IReadOnlyList<OriginDocument> ReadAll() =>
        [.. Directory.EnumerateFiles(ProjectFolder.File("docs/explanation/origins"), "*.yaml").Order(StringComparer.Ordinal).Select(Read)];

    /// <summary>The page about them as Markdown.</summary>
    public static string ToMarkdown(IReadOnlyList<OriginDocument> documents)
    {
        var rows = documents.SelectMany(static document => document.Rows).ToList();
        var page = new StringBuilder("<!-- Made from docs/explanation/origins by OriginsPageTests; UPDATE_SNAPSHOTS=1 writes it. -->\n# Where Slipway comes from\n\n");
        page.Append(CultureInfo.InvariantCulture, $"""
            Slipway grew from five documents of four systems. Each command, option, field, figure and promise of theirs is a row below: what it is here, the test that shows it, and
            what is measured where the document gives a number. Measured figures are read from the tables that commands have written (`slipway report`, `eng/bench.sh`), never typed;
            `docker.md` means the lines of [the page about Docker's commands](../reference/docker.md), which are run as they stand there.

            Of {rows.Count} rows {rows.Count(static row => row.Tests.Count > 0)} are shown by tests, {rows.Count(static row => row.Cannot is not null)} can't be had where this is developed, each with what lacks, and {rows.Count(static row => row.Missing is not null)} are missing.

            """);
        AppendList(page, "What can't be had", rows.Where(static row => row.Cannot is not null), static row => row.Cannot!);
        AppendList(page, "What is missing", rows.Where(static row => row.Missing is not null), static row => row.Missing!);
        foreach (var document in documents)
        {
            page.Append(null, $"\n## {document.Title}\n\n{document.Text.Trim()}\n\n| Row | What | Here | Shown by | Measured |\n|---|---|---|---|---|\n");
            foreach (var row in document.Rows)
                page.Append(null, $"| {row.Id} | {Cell(row.What)} | {Cell(row.Here)} | {ShownBy(row)} | {Measured(row)} |\n");
        }
        return page.ToString();
    }

    private static void AppendList(StringBuilder page, string title, IEnumerable<OriginRow> rows, Func<OriginRow, string> reason)
    {
        var listed = rows.ToList();
        if (listed.Count == 0)
            return;
        page.Append(null, $"\n## {title}\n\n");
        foreach (var row in listed)
            page.Append(null, $"- {row.Id}, {row.What}: {reason(row)}\n");
    }

    private static string ShownBy(OriginRow row) => row switch
    {
        { Cannot: { } reason } => $"can't be had: {Cell(reason)}",
        { Missing: { } reason } => $"missing: {Cell(reason)}",
        _ => string.Join(", ", row.Tests.Select(static test => test == OriginRow.DockerPage ? "[docker.md](../reference/docker.md)" : $"`{test}`")),
    };

    private static string Measured(OriginRow row)
    {
        var said = row.Said is { } text ? $"said: {text}" : "";
        var figures = string.Join(", ", row.Figures.Select(static figure => $"{Named(figure)}{figure.Measure() ?? "not yet"}"));
        return Cell(string.Join("; ", ((string[])[said, figures.Length > 0 ? $"measured: {figures}" : ""]).Where(static part => part.Length > 0)));
    }

    private static string Named(MeasuredFigure figure) => figure.Column is "Size" or "Saving" ? "" : $"{figure.Column} ";

    private static OriginDocument Read(string path)
    {
        var file = YamlFile.Read(path);
        var document = new OriginDocument { Title = file.Required("document"), Text = file.Required("text"), Rows = [.. file.Maps("rows").Select(OriginRow.Read)] };
        file.End();
        return document;
    }

    private static string Cell(string text) => text.Trim().ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal);
}
