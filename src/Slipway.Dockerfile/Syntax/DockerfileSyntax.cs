// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Slipway.Dockerfile;

/// <summary>A Dockerfile as written: nothing of the text is lost, and each instruction is found even where others are wrong.</summary>
public sealed class DockerfileSyntax
{
    /// <summary>The text.</summary>
    public required SourceText Source { get; init; }

    /// <summary>The escape character: <c>\</c>, or <c>`</c> by directive.</summary>
    public required char EscapeCharacter { get; init; }

    /// <summary>The parser directives, in order.</summary>
    public required IReadOnlyList<DirectiveSyntax> Directives { get; init; }

    /// <summary>The instructions, in order, unknown ones included.</summary>
    public required IReadOnlyList<InstructionSyntax> Instructions { get; init; }

    /// <summary>Every character of the text, in order, in exactly one token.</summary>
    public required IReadOnlyList<SyntaxToken> Tokens { get; init; }

    /// <summary>What is wrong with the text as text: encoding, directives, heredocs that don't end. Problems of meaning are the model's.</summary>
    public required IReadOnlyList<Diagnostic> Diagnostics { get; init; }

    /// <summary>The value of a directive (<c>syntax</c>, <c>escape</c>, <c>check</c>), or null.</summary>
    public string? GetDirective(string name) => Directives.FirstOrDefault(directive => directive.Name == name)?.Value;

    /// <summary>The tokens put together: the text that was parsed.</summary>
    public string ToFullString()
    {
        var text = new StringBuilder(Source.Text.Length);
        foreach (var token in Tokens)
            text.Append(Source.Text, token.Span.Start, token.Span.Length);
        return text.ToString();
    }
}
