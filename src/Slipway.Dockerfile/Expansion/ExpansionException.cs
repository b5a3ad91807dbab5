// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile;

/// <summary>Leaves the recursion of <see cref="ExpansionReader"/>; it becomes a diagnostic there and goes no further.</summary>
internal sealed class ExpansionException(SourceSpan span, string message, string? help = null) : Exception(message)
{
    internal SourceSpan Span { get; } = span;

    internal string? Help { get; } = help;
}
