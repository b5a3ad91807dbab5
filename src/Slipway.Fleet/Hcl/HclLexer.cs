// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.Check;
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>Cuts a text of HCL into tokens, one at a time; inside of templates the parser reads the text itself and sets <see cref="Position"/>.</summary>
internal sealed class HclLexer
{
    private static readonly string[] Symbols =
        ["...", "==", "!=", "<=", ">=", "&&", "||", "=>", "{", "}", "[", "]", "(", ")", "=", ".", ",", ":", "?", "+", "-", "*", "/", "%", "<", ">", "!", "~"];

    private readonly SourceText _source;
    private readonly SourcePlace? _wholePlace;
    private readonly int _end;
    private HclToken? _next;
    private int _position;
    private int _ignored;

    /// <param name="source">The text.</param>
    /// <param name="span">The part of it that is read.</param>
    /// <param name="wholePlace">The place of everything in it, where the text is not as it stands in the file; null where it is.</param>
    internal HclLexer(SourceText source, SourceSpan span, SourcePlace? wholePlace) =>
        (_source, _position, _end, _wholePlace) = (source, span.Start, span.End, wholePlace);

    internal string Text => _source.Text;

    internal int End => _end;

    /// <summary>Where the next token is looked for.</summary>
    internal int Position
    {
        get => _position;
        set => (_position, _next) = (value, null);
    }

    /// <summary>Line breaks mean nothing until <see cref="HeedLines"/>: between brackets.</summary>
    internal void IgnoreLines()
    {
        _ignored++;
        _next = null;
    }

    internal void HeedLines()
    {
        _ignored--;
        _next = null;
    }

    /// <summary>Line breaks count, whatever is around; gives what <see cref="SetLines"/> takes to go back.</summary>
    internal int SetLines(int ignored)
    {
        var before = _ignored;
        (_ignored, _next) = (ignored, null);
        return before;
    }

    internal SourcePlace PlaceOf(int start, int end) => _wholePlace ?? new(_source, SourceSpan.FromBounds(start, Math.Max(start, end)));

    internal SourcePlace PlaceOf(HclToken token) => PlaceOf(token.Start, token.End);

    internal string TextOf(HclToken token) => Text[token.Start..token.End];

    internal HclToken Peek() => _next ??= Read();

    internal HclToken Next()
    {
        var token = Peek();
        Position = token.End;
        return token;
    }

    internal bool PeekIs(string symbol)
    {
        var token = Peek();
        return token.Kind == HclTokenKind.Symbol && Text.AsSpan(token.Start, token.End - token.Start).SequenceEqual(symbol);
    }

    internal bool PeekIsWord(string word)
    {
        var token = Peek();
        return token.Kind == HclTokenKind.Identifier && Text.AsSpan(token.Start, token.End - token.Start).SequenceEqual(word);
    }

    internal bool TryTake(string symbol)
    {
        if (!PeekIs(symbol))
            return false;
        Next();
        return true;
    }

    internal HclToken Expect(string symbol, string where)
    {
        if (!PeekIs(symbol))
            throw Unexpected($"'{symbol}' is missing {where}");
        return Next();
    }

    internal HclToken ExpectName(string what)
    {
        if (Peek().Kind != HclTokenKind.Identifier)
            throw Unexpected($"{what} is missing");
        return Next();
    }

    /// <summary>What is wrong at the next token.</summary>
    internal HclException Unexpected(string message)
    {
        var token = Peek();
        var found = token.Kind switch
        {
            HclTokenKind.End => "the text ends",
            HclTokenKind.NewLine => "the line ends",
            HclTokenKind.Heredoc => "found '<<'",
            _ => $"found '{TextOf(token)}'",
        };
        return new(PlaceOf(token), $"{message}; {found} here");
    }

    internal static bool IsNameStart(char character) => character == '_' || char.IsLetter(character) || char.GetUnicodeCategory(character) == UnicodeCategory.LetterNumber;

    private static bool IsName(char character) => IsNameStart(character) || character == '-' || char.IsDigit(character)
        || char.GetUnicodeCategory(character) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.ConnectorPunctuation;

    private HclToken Read()
    {
        SkipBlanks();
        if (_position >= _end)
            return new(HclTokenKind.End, _end, _end);
        var start = _position;
        var first = Text[start];
        if (first == '\n')
            return new(HclTokenKind.NewLine, start, start + 1);
        if (IsNameStart(first))
            return new(HclTokenKind.Identifier, start, EndOf(start, IsName));
        if (char.IsAsciiDigit(first))
            return new(HclTokenKind.Number, start, EndOfNumber(start));
        if (first == '"')
            return new(HclTokenKind.Quote, start, start + 1);
        if (first == '<' && start + 1 < _end && Text[start + 1] == '<')
            return new(HclTokenKind.Heredoc, start, start + 2);
        foreach (var symbol in Symbols)
        {
            if (string.CompareOrdinal(Text, start, symbol, 0, symbol.Length) == 0 && start + symbol.Length <= _end)
                return new(HclTokenKind.Symbol, start, start + symbol.Length);
        }
        throw new HclException(
            PlaceOf(start, start + 1), $"'{first}' means nothing here", first is '\'' or '“' or '”' or '`' ? "texts stand in double quotes" : first == ';' ? "end the line instead" : null);
    }

    private void SkipBlanks()
    {
        while (_position < _end)
        {
            var character = Text[_position];
            if (character is ' ' or '\t' || (character == '\n' && _ignored > 0) || (character == '\r' && _position + 1 < _end && Text[_position + 1] == '\n'))
                _position++;
            else if (character == '#' || (character == '/' && Follows('/')))
                _position = EndOf(_position, static other => other != '\n');
            else if (character == '/' && Follows('*'))
                SkipComment();
            else
                return;
        }
    }

    private void SkipComment()
    {
        var end = Text.IndexOf("*/", _position + 2, _end - _position - 2, StringComparison.Ordinal);
        _position = end >= 0 ? end + 2 : throw new HclException(PlaceOf(_position, _position + 2), "this comment has no end", "close it with '*/'");
    }

    private bool Follows(char character) => _position + 1 < _end && Text[_position + 1] == character;

    private int EndOf(int start, Func<char, bool> belongs)
    {
        while (start < _end && belongs(Text[start]))
            start++;
        return start;
    }

    private int EndOfNumber(int start)
    {
        var end = EndOf(start, char.IsAsciiDigit);
        if (end + 1 < _end && Text[end] == '.' && char.IsAsciiDigit(Text[end + 1]))
            end = EndOf(end + 1, char.IsAsciiDigit);
        if (end >= _end || Text[end] is not ('e' or 'E'))
            return end;
        var digits = end + 1 < _end && Text[end + 1] is '+' or '-' ? end + 2 : end + 1;
        return digits < _end && char.IsAsciiDigit(Text[digits]) ? EndOf(digits, char.IsAsciiDigit) : end;
    }
}
