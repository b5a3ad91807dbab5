// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile;

/// <summary>The smallest piece of syntax: the tokens of a Dockerfile, put together, are its text.</summary>
public readonly record struct SyntaxToken(SyntaxTokenKind Kind, SourceSpan Span)
{
    /// <summary>Whether the token means nothing: blanks, line breaks, comments, continuations.</summary>
    public bool IsTrivia => Kind is SyntaxTokenKind.Whitespace or SyntaxTokenKind.LineBreak or SyntaxTokenKind.Comment or SyntaxTokenKind.Continuation;
}
