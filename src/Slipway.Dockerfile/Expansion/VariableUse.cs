// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile;

/// <summary>A variable named in a word.</summary>
/// <param name="Name">The name, without <c>$</c> and braces.</param>
/// <param name="Span">The whole of it in the source, from <c>$</c>.</param>
/// <param name="HasDefault">Whether the word says what stands in for it when it is unset (<c>${name:-word}</c>) or only asks if it is set (<c>${name+word}</c>).</param>
public readonly record struct VariableUse(string Name, SourceSpan Span, bool HasDefault);
