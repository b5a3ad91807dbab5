// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile;

/// <summary>A parser directive at the top of a Dockerfile: <c># name=value</c>.</summary>
/// <param name="Name">The name in lower case: <c>syntax</c>, <c>escape</c> or <c>check</c>.</param>
/// <param name="Value">The value, without blanks around it.</param>
/// <param name="Span">The whole comment, without its line break.</param>
/// <param name="ValueSpan">The value alone.</param>
public sealed record DirectiveSyntax(string Name, string Value, SourceSpan Span, SourceSpan ValueSpan);
