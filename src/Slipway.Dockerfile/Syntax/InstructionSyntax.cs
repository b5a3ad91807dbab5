// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile;

/// <summary>One instruction as written: a keyword, flags, arguments and heredocs, whichever instruction it is.</summary>
public sealed class InstructionSyntax
{
    /// <summary>The text the spans are in.</summary>
    public required SourceText Source { get; init; }

    /// <summary>The keyword, in the case it is written in.</summary>
    public required Word Keyword { get; init; }

    /// <summary>The keyword in upper case.</summary>
    public string Name => Keyword.Text.ToUpperInvariant();

    /// <summary>The flags before the first argument, in order; the <c>--</c> that ends flags isn't one.</summary>
    public required IReadOnlyList<FlagSyntax> Flags { get; init; }

    /// <summary>All after the keyword and flags, continuation lines joined, without blanks around it.</summary>
    public required Word Arguments { get; init; }

    /// <summary>The heredocs, in the order of their marks.</summary>
    public required IReadOnlyList<HeredocSyntax> Heredocs { get; init; }

    /// <summary>For ONBUILD, the instruction it keeps for later; null for others, and where none is given.</summary>
    public InstructionSyntax? Trigger { get; init; }

    /// <summary>The comments directly above, each without <c>#</c> and the blanks around it.</summary>
    public required IReadOnlyList<string> Comments { get; init; }

    /// <summary>The whole logical line: continuation lines joined, without blanks around it, heredoc bodies left out.</summary>
    public required Word Line { get; init; }

    /// <summary>From the keyword to the end of the last line, heredocs included, without the last line break.</summary>
    public required SourceSpan Span { get; init; }

    /// <summary>The blank lines within a continued instruction, which a later version of the language may refuse.</summary>
    public required IReadOnlyList<SourceSpan> EmptyContinuations { get; init; }

    /// <summary>The first line, from 1.</summary>
    public int StartLine => Source.GetPosition(Span.Start).Line;

    /// <summary>The last line, from 1; that of the last heredoc's end.</summary>
    public int EndLine => Source.GetPosition(Span.End).Line;
}
