// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile;

/// <summary>A logical line, split into keyword, flags and arguments.</summary>
internal sealed class InstructionParts
{
    private readonly List<(int Start, int Length)> _flagRanges = [];
    private readonly int _argumentsStart;

    private InstructionParts(Word line)
    {
        Line = line;
        var end = 0;
        while (end < line.Text.Length && !IsBlank(line.Text[end]))
            end++;
        Keyword = line.Slice(0, end);
        while (end < line.Text.Length && IsBlank(line.Text[end]))
            end++;
        var arguments = ReadFlags(line, end);
        while (arguments < line.Text.Length && char.IsWhiteSpace(line.Text[arguments]))
            arguments++;
        _argumentsStart = arguments;
        Arguments = line.Slice(arguments).Trim();
    }

    internal Word Line { get; }

    internal Word Keyword { get; }

    internal List<FlagSyntax> Flags { get; } = [];

    internal Word Arguments { get; }

    /// <param name="line">The logical line, without blanks around it.</param>
    internal static InstructionParts Split(Word line) => new(line);

    /// <summary>The kind of token that each character of the untrimmed line belongs to.</summary>
    internal SyntaxTokenKind[] Classify(Word untrimmed)
    {
        var kinds = new SyntaxTokenKind[untrimmed.Text.Length];
        Array.Fill(kinds, SyntaxTokenKind.Whitespace);
        var lead = untrimmed.Text.Length - untrimmed.Text.AsSpan().TrimStart().Length;
        kinds.AsSpan(lead, Keyword.Text.Length).Fill(SyntaxTokenKind.Keyword);
        foreach (var (start, length) in _flagRanges)
            kinds.AsSpan(lead + start, length).Fill(SyntaxTokenKind.Flag);
        kinds.AsSpan(lead + _argumentsStart, Arguments.Text.Length).Fill(SyntaxTokenKind.Arguments);
        return kinds;
    }

    // The set that BuildKit splits a keyword and words by; other Unicode blanks are part of a word.
    internal static bool IsBlank(char character) => character is ' ' or '\t' or '\v' or '\f' or '\r';

    /// <summary>Reads flags; returns where the arguments begin. Quotes and backslashes are taken off, whatever the escape character is.</summary>
    private int ReadFlags(Word line, int position)
    {
        var text = line.Text;
        while (true)
        {
            while (position < text.Length && char.IsWhiteSpace(text[position]))
                position++;
            if (!text.AsSpan(position).StartsWith("--"))
                return position;
            var start = position;
            var flag = new WordBuilder(line.Source);
            char? quote = null;
            for (; position < text.Length && (quote is not null || !char.IsWhiteSpace(text[position])); position++)
            {
                var character = text[position];
                if (character == quote)
                    quote = null;
                else if (quote is null && character is '\'' or '"')
                    quote = character;
                else if (character != '\\')
                    flag.Append(character, line.OffsetOf(position));
                else if (position + 1 < text.Length)
                    flag.Append(text[++position], line.OffsetOf(position));
            }
            _flagRanges.Add((start, position - start));
            var word = flag.Build(line.OffsetOf(position));
            if (word.Text == "--")
                return position;
            Flags.Add(CreateFlag(word, line.SpanOf(start, position - start)));
        }
    }

    private static FlagSyntax CreateFlag(Word word, SourceSpan span)
    {
        var equals = word.Text.IndexOf('=', StringComparison.Ordinal);
        var nameEnd = equals < 0 ? word.Text.Length : equals;
        return new(word.Text[2..nameEnd], equals < 0 ? null : word.Slice(equals + 1), span, word.SpanOf(2, nameEnd - 2));
    }
}
