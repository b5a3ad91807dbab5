// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile;

/// <summary>Gathers the problems of one text.</summary>
internal sealed class DiagnosticBag(SourceText source)
{
    private readonly List<Diagnostic> _diagnostics = [];

    internal ICollection<Diagnostic> Items => _diagnostics;

    internal void Error(SourceSpan span, string message, string? help = null) => _diagnostics.Add(Diagnostic.Error(source, span, message, help));

    /// <summary>All, by place; those of one place in the order they were found.</summary>
    internal IReadOnlyList<Diagnostic> ToSorted() => [.. _diagnostics.OrderBy(diagnostic => diagnostic.Span.Start)];
}
