// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile;

/// <summary>One problem of a source text: where, how bad, what, and what to do about it.</summary>
/// <param name="Source">The text it is about.</param>
/// <param name="Span">The place in that text.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Message">A lower-case clause without a full stop: what, quoted value, expected and got.</param>
public sealed record Diagnostic(SourceText Source, SourceSpan Span, Severity Severity, string Message)
{
    /// <summary>The rule that found it, by BuildKit's name where BuildKit has the rule; null for a problem of the language itself.</summary>
    public string? Rule { get; init; }

    /// <summary>Facts that explain the message, a clause each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What to do next, as a clause; null if there is nothing to say.</summary>
    public string? Help { get; init; }

    /// <summary>Where <see cref="Span"/> begins.</summary>
    public LinePosition Position => Source.GetPosition(Span.Start);

    /// <summary>An error at a place.</summary>
    public static Diagnostic Error(SourceText source, SourceSpan span, string message, string? help = null) =>
        new(source, span, Severity.Error, message) { Help = help };

    /// <summary>A warning at a place.</summary>
    public static Diagnostic Warning(SourceText source, SourceSpan span, string message, string? help = null) =>
        new(source, span, Severity.Warning, message) { Help = help };

    /// <summary><c>api/Dockerfile:14:6: error: message</c>.</summary>
    public override string ToString() => $"{Source.Path}:{Position}: {Label(Severity)}: {Message}";

    internal static string Label(Severity severity) => severity switch
    {
        Severity.Error => "error",
        Severity.Warning => "warning",
        _ => "info",
    };
}
