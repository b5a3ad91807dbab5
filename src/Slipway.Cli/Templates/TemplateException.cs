// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Cli.Templates;

/// <summary>A template that can't be read, or that asks of a value what it isn't.</summary>
internal sealed class TemplateException(string text, int position, string problem, string? help = null) : Exception(problem)
{
    /// <summary>The column in the template, from 1; of a template of several lines, in its line.</summary>
    public int Column { get; } = position - text.LastIndexOf('\n', Math.Max(0, Math.Min(position, text.Length) - 1));

    /// <summary>The line in the template, from 1.</summary>
    public int Line { get; } = text.AsSpan(0, Math.Min(position, text.Length)).Count('\n') + 1;

    /// <summary>What to write instead, or null.</summary>
    public string? Help { get; } = help;

    /// <summary>Where it is: <c>column 3</c>, or <c>line 2, column 3</c>.</summary>
    public string Place => Line == 1 ? $"column {Column}" : $"line {Line}, column {Column}";
}
