// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Slipway.Fleet;

/// <summary>Parts the text of a command into words as Compose does: blanks part them, quotes and backslashes keep them together.</summary>
internal static class ComposeWords
{
    /// <summary>The words.</summary>
    /// <exception cref="FormatException">A quote isn't closed, or a sign stands there that only a shell would understand.</exception>
    internal static IReadOnlyList<string> Split(string text)
    {
        var (words, word) = (new List<string>(), (StringBuilder?)null);
        var quote = '\0';
        for (var at = 0; at < text.Length; at++)
        {
            var sign = text[at];
            if (sign == '\\' && quote != '\'' && at + 1 < text.Length)
                (word ??= new()).Append(text[++at]);
            else if (quote != '\0')
                _ = sign == quote ? quote = '\0' : word!.Append(sign)[^1];
            else if (sign is '\'' or '"')
                (quote, word) = (sign, word ?? new());
            else if (sign is ';' or '&' or '|' or '<' or '>')
                throw new FormatException($"'{sign}' is a shell's, and no shell reads this: write [\"sh\", \"-c\", \"…\"], or put it in quotes.");
            else if (!char.IsWhiteSpace(sign))
                (word ??= new()).Append(sign);
            else if (word is not null)
                (_, word) = (Keep(words, word), null);
        }
        if (quote != '\0')
            throw new FormatException($"The quote {quote} is not closed.");
        if (word is not null)
            Keep(words, word);
        return words;
    }

    private static int Keep(List<string> words, StringBuilder word)
    {
        words.Add(word.ToString());
        return words.Count;
    }
}
