// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Cli.Templates;

/// <summary>The kinds of words of a template.</summary>
internal enum TemplateTokenKind
{
    /// <summary>Text outside of actions.</summary>
    Text,

    /// <summary><c>{{</c></summary>
    Open,

    /// <summary><c>}}</c></summary>
    Close,

    /// <summary>White space within an action.</summary>
    Space,

    /// <summary>A keyword, a function, <c>true</c>, <c>false</c> or <c>nil</c>.</summary>
    Identifier,

    /// <summary><c>.Name</c></summary>
    Field,

    /// <summary><c>.</c></summary>
    Dot,

    /// <summary><c>$name</c>, or <c>$</c>.</summary>
    Variable,

    /// <summary>A number or a character.</summary>
    Number,

    /// <summary>A string; the token's text is what it stands for.</summary>
    Literal,

    /// <summary><c>|</c></summary>
    Pipe,

    /// <summary><c>(</c></summary>
    OpenParenthesis,

    /// <summary><c>)</c></summary>
    CloseParenthesis,

    /// <summary><c>,</c></summary>
    Comma,

    /// <summary><c>:=</c></summary>
    Declare,

    /// <summary><c>=</c></summary>
    Assign,

    /// <summary>The end of the template.</summary>
    End,
}
