// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>Puts a report into a document, between two marks, so that no size in it is written by hand.</summary>
public static class ReportDocument
{
    /// <summary>The line before the report.</summary>
    public const string Begin = "<!-- slipway report -->";

    /// <summary>The line after the report.</summary>
    public const string End = "<!-- /slipway report -->";

    /// <summary>
    /// The document with what is between its marks replaced; false, with the problem at its place, if it has no pair of marks, or more than
    /// one.
    /// </summary>
    public static bool TryReplace(SourceText document, string report, [NotNullWhen(true)] out string? replaced, [NotNullWhen(false)] out Diagnostic? problem)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(report);
        (replaced, problem) = (null, null);
        var text = document.Text;
        var begin = text.IndexOf(Begin, StringComparison.Ordinal);
        var end = text.IndexOf(End, StringComparison.Ordinal);
        if (begin < 0 || end < 0)
            problem = Diagnostic.Error(
                document, new(Math.Max(begin, Math.Max(end, 0)), 0), $"the document lacks the mark '{(begin < 0 ? Begin : End)}'",
                $"put a line '{Begin}' where the report goes, and '{End}' after it");
        else if (end < begin)
            problem = Diagnostic.Error(document, new(end, End.Length), $"'{End}' stands before '{Begin}'");
        else if (text.IndexOf(Begin, begin + 1, StringComparison.Ordinal) is >= 0 and var again)
            problem = Diagnostic.Error(document, new(again, Begin.Length), $"'{Begin}' stands here a second time", "keep one pair of marks");
        if (problem is not null)
            return false;
        var line = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        replaced = string.Concat(text.AsSpan(0, begin + Begin.Length), line, report.TrimEnd('\n').ReplaceLineEndings(line), line) + text[end..];
        return true;
    }
}
