// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile;

/// <summary>The mark of a heredoc in the arguments: <c>[fd]&lt;&lt;[-]word</c>.</summary>
internal sealed record HeredocMark(string Name, int FileDescriptor, bool StripsTabs, bool Expands, SourceSpan Span)
{
    /// <summary>
    /// All marks in the arguments, by shell words. Arguments with a quote that isn't closed have none: what stands there is the shell's to judge.
    /// </summary>
    internal static IReadOnlyList<HeredocMark> FindAll(Word arguments)
    {
        if (!arguments.Text.Contains("<<", StringComparison.Ordinal) || SplitShellWords(arguments) is not { } words)
            return [];
        var marks = new List<HeredocMark>();
        for (var index = 0; index < words.Count; index++)
        {
            var (start, length) = words[index];
            // The word may stand apart: "<< EOF".
            if (IsBareOperator(arguments.Text.AsSpan(start, length)) && index + 1 < words.Count)
            {
                var next = words[++index];
                length = next.Start + next.Length - start;
            }
            if (TryParse(arguments.Slice(start, length)) is { } mark)
                marks.Add(mark);
        }
        return marks;
    }

    /// <summary>Reads one word, or null if it isn't a mark.</summary>
    internal static HeredocMark? TryParse(Word word)
    {
        var text = word.Text.AsSpan();
        var digits = 0;
        while (digits < text.Length && char.IsAsciiDigit(text[digits]))
            digits++;
        if (!text[digits..].StartsWith("<<"))
            return null;
        var position = digits + 2;
        var stripsTabs = position < text.Length && text[position] == '-';
        if (stripsTabs)
            position++;
        var rest = text[position..].Trim();
        if (rest.IsEmpty || rest.Contains('<') || !TryUnquote(rest, out var name, out var quoted))
            return null;
        _ = int.TryParse(text[..digits], out var fileDescriptor);
        return new(name, fileDescriptor, stripsTabs, !quoted, word.Span);
    }

    /// <summary>Whether a word is the operator alone, so that the name is the word after it.</summary>
    internal static bool IsBareOperator(ReadOnlySpan<char> word)
    {
        var operatorOnly = word.TrimStart("0123456789");
        return operatorOnly is "<<" or "<<-";
    }

    private static bool TryUnquote(ReadOnlySpan<char> text, out string name, out bool quoted)
    {
        var result = new System.Text.StringBuilder(text.Length);
        quoted = false;
        name = "";
        for (var index = 0; index < text.Length; index++)
        {
            var character = text[index];
            if (character is '\'' or '"')
            {
                quoted = true;
                var length = text[(index + 1)..].IndexOf(character);
                if (length < 0)
                    return false;
                result.Append(text.Slice(index + 1, length));
                index += length + 1;
            }
            else if (character == '\\')
            {
                if (++index < text.Length)
                    result.Append(text[index]);
            }
            else if (char.IsWhiteSpace(character))
            {
                return false;
            }
            else
            {
                result.Append(character);
            }
        }
        name = result.ToString();
        return name.Length > 0;
    }

    // Quotes and backslashes keep blanks together and are kept themselves; null if a quote isn't closed.
    private static List<(int Start, int Length)>? SplitShellWords(Word arguments)
    {
        var words = new List<(int Start, int Length)>();
        var text = arguments.Text;
        var start = -1;
        char? quote = null;
        for (var index = 0; index < text.Length; index++)
        {
            var character = text[index];
            if (quote is null && char.IsWhiteSpace(character))
            {
                if (start >= 0)
                    words.Add((start, index - start));
                start = -1;
                continue;
            }
            if (start < 0)
                start = index;
            if (character == quote)
                quote = null;
            else if (quote is null && character is '\'' or '"')
                quote = character;
            else if (character == '\\' && quote != '\'')
                index++;
        }
        if (start >= 0)
            words.Add((start, text.Length - start));
        return quote is null ? words : null;
    }
}
