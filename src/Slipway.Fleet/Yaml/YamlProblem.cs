// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;
using YamlDotNet.Core;

namespace Slipway.Fleet;

/// <summary>Says what the YAML parser's refusals mean, in words for people who write files.</summary>
internal static class YamlProblem
{
    internal static Diagnostic Describe(SourceText source, YamlException exception)
    {
        var span = YamlMark.Span(source, exception.Start, exception.End);
        if (Has(exception, "tab") && FindTab(source, span) is { } tab)
            return Diagnostic.Error(source, new(tab, 1), "a tab cannot indent YAML", "indent with spaces");
        if (Has(exception, "cannot start any token") && span.Start < source.Text.Length)
        {
            return FindTab(source, span) == span.Start
                ? Diagnostic.Error(source, new(span.Start, 1), "a tab cannot indent YAML", "indent with spaces")
                : Diagnostic.Error(
                    source, new(span.Start, 1), $"a text without quotes cannot begin with '{source.Text[span.Start]}'",
                    "put the text in quotes");
        }
        if (Has(exception, "mapping values are not allowed") || Has(exception, "invalid mapping"))
            return Diagnostic.Error(
                source, span, "a ':' makes a map where none can be", "put a text that holds ': ' in quotes, and check the indentation");
        if (Has(exception, "did not find expected key") || Has(exception, "'-' indicator"))
            return Unclosed(source, exception) ?? Diagnostic.Error(source, span, "the indentation of this line fits none above it", "indent it as the lines that it belongs with");
        return Unclosed(source, exception) ?? Diagnostic.Error(source, span, $"this is not YAML: {Clause(exception.Message)}", "check quotes, brackets and indentation here and above");
    }

    internal static Diagnostic Describe(SourceText source, Mark mark, Exception exception) =>
        Unclosed(source, null) ?? Diagnostic.Error(
            source, YamlMark.Span(source, mark, mark),
            $"what comes next is not YAML: {Clause(exception.Message.Split(" (Parameter", 2)[0])}", "check quotes, brackets and indentation here and above");

    // A quote or a bracket without its other half makes a parser stumble at some other place.
    private static Diagnostic? Unclosed(SourceText source, YamlException? exception)
    {
        if (exception is not null && Has(exception, "quoted scalar") && !Has(exception, "escape") && YamlMark.Span(source, exception.Start, exception.End).Start is var quote && quote < source.Text.Length)
            return Diagnostic.Error(source, new(quote, 1), "the text that begins with this quote has no end", $"add the other {source.Text[quote]}, or take this one out");
        return YamlBrackets.FindOpen(source.Text) is { } open
            ? Diagnostic.Error(source, new(open, 1), $"this '{source.Text[open]}' is not closed", $"add '{(source.Text[open] == '[' ? ']' : '}')}'")
            : null;
    }

    private static bool Has(YamlException exception, string words) => exception.Message.Contains(words, StringComparison.OrdinalIgnoreCase);

    // The parser stumbles where the value began, or at the line that a tab indents.
    private static int? FindTab(SourceText source, SourceSpan span)
    {
        for (var number = source.GetPosition(span.Start).Line; number <= source.LineCount; number++)
        {
            var line = source.GetLine(number);
            var text = source.ToString(line).AsSpan();
            var indent = text[..(text.Length - text.TrimStart(" \t").Length)];
            if (indent.IndexOf('\t') is >= 0 and var tab)
                return line.Start + tab;
        }
        return null;
    }

    private static string Clause(string message)
    {
        var text = message.TrimEnd('.', ' ');
        return text.Length == 0 ? "no more is known" : char.ToLowerInvariant(text[0]) + text[1..];
    }
}
