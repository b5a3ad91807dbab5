// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile;

/// <summary>An instruction, understood. Words that still hold variables stay as written until they are expanded.</summary>
/// <param name="Syntax">The instruction as written.</param>
public abstract record Instruction(InstructionSyntax Syntax)
{
    /// <summary>The keyword in upper case.</summary>
    public string Keyword => Syntax.Name;

    /// <summary>From the keyword to the end, heredocs included.</summary>
    public SourceSpan Span => Syntax.Span;

    /// <summary>The text that spans are in.</summary>
    public SourceText Source => Syntax.Source;

    /// <summary>The instruction as one line: continuation lines joined, heredoc bodies left out.</summary>
    public string Text => Syntax.Line.Text;

    /// <summary>The words in which variables count, in the order they are written.</summary>
    public virtual IReadOnlyList<ExpandableWord> ExpandableWords => [];

    private protected static IReadOnlyList<ExpandableWord> Words(params IEnumerable<Word?> words) =>
        [.. words.OfType<Word>().Select(word => new ExpandableWord(word))];
}
