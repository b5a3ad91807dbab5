// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;

namespace Slipway.Check;

/// <summary>A place in a text that somebody wrote: where a claim, or any other setting, comes from.</summary>
/// <param name="Source">The text.</param>
/// <param name="Span">The place in it.</param>
public readonly record struct SourcePlace(SourceText Source, SourceSpan Span)
{
    /// <summary>An error at this place.</summary>
    public Diagnostic Error(string message, string? help = null) => Diagnostic.Error(Source, Span, message, help);

    /// <summary><c>path:line:column</c>.</summary>
    public override string ToString() => $"{Source.Path}:{Source.GetPosition(Span.Start)}";
}
