// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>
/// Puts a report into a document, between marks, so that no size in it is written by hand. The first mark of a pair may say more: images and platforms whose rows
/// alone are shown, without the sums, and behind <c>--columns</c> the columns.
/// </summary>
public static class ReportDocument
{
    /// <summary>The line before the report. What more the mark says stands before its last word.</summary>
    public const string Begin = "<!-- slipway report -->";

    /// <summary>The line after the report.</summary>
    public const string End = "<!-- /slipway report -->";

    private const string BeginWords = "<!-- slipway report ";
    private const string Close = "-->";
    private const string ColumnsWord = "--columns ";

    /// <summary>
    /// The document with what is between its marks replaced; false, with the problem at its place, if it has no pair of marks, one that isn't whole, or one that asks for what
    /// the report has not.
    /// </summary>
    /// <param name="document">The document.</param>
    /// <param name="report">The report.</param>
    /// <param name="columns">The columns where a mark names none; null takes those that say something.</param>
    /// <param name="replaced">The document with the report.</param>
    /// <param name="problem">What is wrong.</param>
    public static bool TryReplace(
        SourceText document, FleetReport report, IReadOnlyList<ReportColumn>? columns, [NotNullWhen(true)] out string? replaced, [NotNullWhen(false)] out Diagnostic? problem)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(report);
        (replaced, problem) = (null, null);
        var text = document.Text;
        var line = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        var written = new StringBuilder();
        var at = 0;
        while (Next(text, BeginWords, at) is { } begin)
        {
            var words = Next(text, Close, begin) ?? text.Length;
            var end = Next(text, End, begin);
            if (Next(text, End, at) is { } early && early < begin)
                problem = Diagnostic.Error(document, new(early, End.Length), $"'{End}' stands before '{Begin}'");
            else if (end is null)
                problem = Diagnostic.Error(document, new(begin, 0), $"the document lacks the mark '{End}'", $"put a line '{End}' where the report ends");
            else if (Next(text, BeginWords, begin + 1) is { } again && again < end)
                problem = Diagnostic.Error(document, new(again, BeginWords.Length), $"'{Begin}' stands here a second time, before '{End}'", "end one report before the next");
            if (problem is not null || !TryWrite(document, new(begin, words - begin), report, columns, out var table, out problem))
                return false;
            written.Append(text, at, words + Close.Length - at).Append(line).Append(table.TrimEnd('\n').ReplaceLineEndings(line)).Append(line).Append(End);
            at = end!.Value + End.Length;
        }
        if (Next(text, End, at) is { } stray)
            problem = Diagnostic.Error(document, new(stray, End.Length), $"'{End}' stands here without '{Begin}' before it");
        else if (at == 0)
            problem = Diagnostic.Error(document, new(0, 0), $"the document lacks the mark '{Begin}'", $"put a line '{Begin}' where the report goes, and '{End}' after it");
        replaced = problem is null ? written.Append(text, at, text.Length - at).ToString() : null;
        return problem is null;
    }

    // What a mark asks for: images, platforms, and columns behind their word.
    private static bool TryWrite(
        SourceText document, SourceSpan mark, FleetReport report, IReadOnlyList<ReportColumn>? columns, [NotNullWhen(true)] out string? table, [NotNullWhen(false)] out Diagnostic? problem)
    {
        (table, problem) = (null, null);
        var words = document.Text.Substring(mark.Start, mark.Length)[BeginWords.Length..];
        var split = words.IndexOf(ColumnsWord, StringComparison.Ordinal);
        var named = (split < 0 ? words : words[..split]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (split >= 0)
        {
            if (!ReportColumn.TryRead(words[(split + ColumnsWord.Length)..], report, out var asked, out var clause, out var help))
            {
                problem = Diagnostic.Error(document, mark, clause, help);
                return false;
            }
            columns = asked;
        }
        if (named.FirstOrDefault(word => !report.Rows.Any(row => IsNamed(row, word))) is { } unknown)
        {
            var names = report.Rows.SelectMany(static row => (string[])[row.Image, row.Platform.ToString()]).Distinct();
            problem = Diagnostic.Error(document, mark, $"the report has no image or platform '{unknown}'", Suggestion.Help(unknown, names));
            return false;
        }
        var (platforms, images) = (named.Where(IsPlatform).ToList(), named.Where(static word => !IsPlatform(word)).ToList());
        var rows = report.Rows.Where(row => (images.Count == 0 || images.Contains(row.Image)) && (platforms.Count == 0 || platforms.Contains(row.Platform.ToString())));
        table = named.Length == 0 ? ReportTable.ToMarkdown(report, columns) : ReportTable.ToMarkdown(rows, columns ?? ReportColumn.Of(report));
        return true;
    }

    private static bool IsPlatform(string word) => word.Contains('/', StringComparison.Ordinal);

    private static bool IsNamed(ReportRow row, string word) => word == (IsPlatform(word) ? row.Platform.ToString() : row.Image);

    private static int? Next(string text, string mark, int from) => text.IndexOf(mark, from, StringComparison.Ordinal) is >= 0 and var place ? place : null;
}
