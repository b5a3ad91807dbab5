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
        var at = exception.End.Index < source.Text.Length ? source.Text[(int)exception.End.Index] : '\0';
        if (FindTab(source, exception) is { } tab)
            return Diagnostic.Error(source, new(tab, 1), "a tab cannot indent YAML", "indent with spaces");
        if (at is '@' or '`' or '%' && exception.Message.Contains("cannot start any token", StringComparison.Ordinal))
            return Diagnostic.Error(source, new((int)exception.End.Index, 1), $"a text without quotes cannot begin with '{at}'", "put the text in quotes");
        if (exception.Message.Contains("mapping values are not allowed", StringComparison.OrdinalIgnoreCase))
            return Diagnostic.Error(source, span, "a ':' makes a map where none can be", "put a text that holds ': ' in quotes, and check the indentation");
        return Diagnostic.Error(source, span, $"this is not YAML: {Clause(exception.Message)}");
    }

    // The parser stumbles at the tab, or at what follows a line that a tab indents.
    private static int? FindTab(SourceText source, YamlException exception)
    {
        var line = source.GetLine(source.GetPosition(Math.Clamp((int)exception.End.Index, 0, source.Text.Length)).Line);
        var text = source.ToString(line);
        var indent = text.AsSpan()[..(text.Length - text.AsSpan().TrimStart(" \t").Length)];
        return indent.IndexOf('\t') is >= 0 and var tab ? line.Start + tab : null;
    }

    private static string Clause(string message)
    {
        var text = message.TrimEnd('.', ' ');
        return text.Length == 0 ? "no more is known" : char.ToLowerInvariant(text[0]) + text[1..];
    }
}
