// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile;

/// <summary>
/// Puts the values of variables in place: <c>$name</c>, <c>${name}</c> and the modifiers <c>- :- + :+ ? :? # ## % %% / //</c>,
/// and takes quotes and escapes off. Never throws for what a word holds.
/// </summary>
/// <param name="escapeCharacter">The file's escape character: <c>\</c> or <c>`</c>.</param>
public sealed class WordExpander(char escapeCharacter)
{
    /// <summary>The most characters that a word may expand to: 4 Mi. Without an end, a few lines of <c>ENV a=$a$a</c> would fill any memory.</summary>
    public const int MaxLength = 4 * 1024 * 1024;

    /// <summary>Expands one word.</summary>
    /// <param name="word">The word, as written.</param>
    /// <param name="variables">The variables that are set; an empty value is set.</param>
    /// <param name="mode">What becomes of quotes; <see cref="ExpansionMode.Word"/> by default.</param>
    public ExpandedWord Expand(Word word, IReadOnlyDictionary<string, string> variables, ExpansionMode mode = ExpansionMode.Word)
    {
        ArgumentNullException.ThrowIfNull(word);
        ArgumentNullException.ThrowIfNull(variables);
        return new ExpansionReader(word, variables, mode, mode == ExpansionMode.Heredoc ? '\\' : escapeCharacter).Read();
    }

    /// <summary>Expands text that stands in no file; spans are offsets in <paramref name="text"/>.</summary>
    public ExpandedWord Expand(string text, IReadOnlyDictionary<string, string> variables) =>
        Expand(Word.FromText("<text>", text), variables);
}
