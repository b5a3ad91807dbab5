// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile;

/// <summary>What a <see cref="SyntaxToken"/> is.</summary>
public enum SyntaxTokenKind
{
    /// <summary>Spaces and tabs at the beginning of a line, or between a keyword, flags and arguments, or at the end.</summary>
    Whitespace,

    /// <summary>A line break, <c>\n</c> or <c>\r\n</c>.</summary>
    LineBreak,

    /// <summary>A comment, from <c>#</c> to the end of the line.</summary>
    Comment,

    /// <summary>A parser directive, such as <c># syntax=docker/dockerfile:1</c>.</summary>
    Directive,

    /// <summary>The escape character at the end of a line, with the blanks after it.</summary>
    Continuation,

    /// <summary>The name of an instruction, as written.</summary>
    Keyword,

    /// <summary>A flag, such as <c>--from=build</c>, or the <c>--</c> that ends flags.</summary>
    Flag,

    /// <summary>Arguments, as far as they stand on one line.</summary>
    Arguments,

    /// <summary>The body of a heredoc, its last line break included.</summary>
    HeredocBody,

    /// <summary>The line that ends a heredoc, without its line break.</summary>
    HeredocEnd,
}
