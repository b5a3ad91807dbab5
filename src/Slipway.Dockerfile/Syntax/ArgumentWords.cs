// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile;

/// <summary>The ways in which instructions split their arguments into words.</summary>
internal static class ArgumentWords
{
    /// <summary>Splits by blanks alone; quotes mean nothing.</summary>
    internal static IReadOnlyList<Word> SplitBlanks(Word arguments)
    {
        var words = new List<Word>();
        var text = arguments.Text;
        for (var index = 0; index < text.Length;)
        {
            while (index < text.Length && InstructionParts.IsBlank(text[index]))
                index++;
            var start = index;
            while (index < text.Length && !InstructionParts.IsBlank(text[index]))
                index++;
            if (index > start)
                words.Add(arguments.Slice(start, index - start));
        }
        return words;
    }

    /// <summary>The strings of a JSON array, or the words between blanks; null if the array holds something other than strings.</summary>
    internal static IReadOnlyList<Word>? SplitJsonOrBlanks(Word arguments, out bool isJson)
    {
        isJson = JsonArguments.TryRead(arguments, out var strings);
        return isJson ? strings : SplitBlanks(arguments);
    }

    /// <summary>Splits by blanks outside quotes. Quotes and escapes stay in the words; they are taken off when the word is expanded.</summary>
    internal static IReadOnlyList<Word> SplitQuoted(Word arguments, char escape)
    {
        var words = new List<Word>();
        var text = arguments.Text;
        for (var index = 0; index < text.Length;)
        {
            while (index < text.Length && char.IsWhiteSpace(text[index]))
                index++;
            if (index == text.Length)
                break;
            var start = index;
            var end = FindWordEnd(text, ref index, escape);
            words.Add(arguments.Slice(start, end - start));
        }
        return words;
    }

    // An escape character at the very end escapes nothing and is left out of the word.
    private static int FindWordEnd(string text, ref int index, char escape)
    {
        char? quote = null;
        for (; index < text.Length; index++)
        {
            var character = text[index];
            if (quote is null && char.IsWhiteSpace(character))
                break;
            if (character == quote)
                quote = null;
            else if (quote is null && character is '\'' or '"')
                quote = character;
            else if (character == escape && quote != '\'')
            {
                if (index + 1 == text.Length)
                    return index++;
                index++;
            }
        }
        return Math.Min(index, text.Length);
    }
}
