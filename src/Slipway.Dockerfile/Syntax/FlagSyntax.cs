// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile;

/// <summary>A flag of an instruction: <c>--name</c> or <c>--name=value</c>, quotes and escapes taken off.</summary>
/// <param name="Name">The name, without dashes.</param>
/// <param name="Value">What follows <c>=</c>, unexpanded; null if there is no <c>=</c>.</param>
/// <param name="Span">The whole flag, as written.</param>
/// <param name="NameSpan">The name alone.</param>
public sealed record FlagSyntax(string Name, Word? Value, SourceSpan Span, SourceSpan NameSpan);
