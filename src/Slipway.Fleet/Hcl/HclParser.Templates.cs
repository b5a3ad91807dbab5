// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>Texts in quotes and heredocs, with what is filled in.</summary>
internal sealed partial class HclParser
{
    private HclExpression ReadQuoted(HclToken quote)
    {
        Enter(quote);
        var pieces = ReadPieces(quote.End, _lexer.End, HclTextForm.Quoted, quote);
        _lexer.Position++;
        _depth--;
        return HclTemplateTree.Build(pieces, _lexer.PlaceOf(quote.Start, _lexer.Position));
    }

    private HclExpression ReadWholeTemplate(SourceSpan span)
    {
        var pieces = ReadPieces(span.Start, span.End, HclTextForm.Plain, default);
        return HclTemplateTree.Build(pieces, _lexer.PlaceOf(span.Start, span.End));
    }

    private HclExpression ReadHeredoc(HclToken token)
    {
        Enter(token);
        var text = _lexer.Text;
        var isFlush = token.End < _lexer.End && text[token.End] == '-';
        var start = isFlush ? token.End + 1 : token.End;
        var lineEnd = text.IndexOf('\n', start, _lexer.End - start);
        var marker = lineEnd < 0 ? "" : text[start..lineEnd].TrimEnd('\r');
        if (marker.Length == 0 || !HclLexer.IsNameStart(marker[0]))
            throw new HclException(_lexer.PlaceOf(token), "a heredoc begins with '<<' and a name, and nothing behind it in the line", "write <<EOT");
        for (var line = lineEnd + 1; line < _lexer.End;)
        {
            var next = text.IndexOf('\n', line, _lexer.End - line);
            var end = next < 0 ? _lexer.End : next;
            if (text.AsSpan(line, end - line).Trim().SequenceEqual(marker))
            {
                var pieces = ReadPieces(lineEnd + 1, line, HclTextForm.Lines, token);
                if (isFlush)
                    HclIndentation.Remove(pieces);
                _lexer.Position = text.IndexOf(marker, line, StringComparison.Ordinal) + marker.Length;
                _depth--;
                return HclTemplateTree.Build(pieces, _lexer.PlaceOf(token.Start, _lexer.Position));
            }
            line = end + 1;
        }
        throw new HclException(_lexer.PlaceOf(token.Start, lineEnd), $"this heredoc has no end", $"close it with a line that holds {marker} alone");
    }

    // Leaves the position at the closing quote, or at the end.
    private List<HclTemplatePiece> ReadPieces(int start, int end, HclTextForm form, HclToken open)
    {
        var text = _lexer.Text;
        var pieces = new List<HclTemplatePiece>();
        var literal = new StringBuilder();
        var (at, from) = (start, start);
        void Flush()
        {
            if (literal.Length > 0)
                pieces.Add(new(HclPieceKind.Text, _lexer.PlaceOf(from, at)) { Text = literal.ToString() });
            literal.Clear();
        }
        while (at < end)
        {
            var character = text[at];
            if (form == HclTextForm.Quoted && character == '"')
                break;
            if (form == HclTextForm.Quoted && character == '\n')
                throw new HclException(_lexer.PlaceOf(open.Start, at), "this text has no end in its line", "close it with '\"', or use a heredoc (<<EOT) for several lines");
            if (form == HclTextForm.Quoted && character == '\\')
            {
                at = ReadEscape(at, literal);
            }
            else if (character is '$' or '%' && at + 2 < end && text[at + 1] == character && text[at + 2] == '{')
            {
                literal.Append(character).Append('{');
                at += 3;
            }
            else if (character is '$' or '%' && at + 1 < end && text[at + 1] == '{')
            {
                Flush();
                pieces.Add(ReadSequence(at));
                at = from = _lexer.Position;
            }
            else
            {
                if (!(character == '\r' && form == HclTextForm.Lines && at + 1 < end && text[at + 1] == '\n'))
                    literal.Append(character);
                at++;
                if (character == '\n' && form == HclTextForm.Lines)
                {
                    Flush();
                    from = at;
                }
            }
        }
        Flush();
        if (form == HclTextForm.Quoted && at >= end)
            throw new HclException(_lexer.PlaceOf(open), "this text has no end", "close it with '\"'");
        _lexer.Position = at;
        return pieces;
    }

    // '${…}' or '%{…}', with the position behind it afterwards.
    private HclTemplatePiece ReadSequence(int start)
    {
        var isDirective = _lexer.Text[start] == '%';
        _lexer.Position = start + 2;
        var before = _lexer.SetLines(1);
        var trimsBefore = _lexer.TryTake("~");
        var (kind, key, value, expression) = isDirective ? ReadDirective() : (HclPieceKind.Interpolation, null, null, ReadExpression());
        var trimsAfter = _lexer.TryTake("~");
        if (!_lexer.PeekIs("}"))
            throw _lexer.Unexpected($"'}}' is missing after '{(isDirective ? '%' : '$')}{{'");
        _lexer.Next();
        _lexer.SetLines(before);
        return new(kind, _lexer.PlaceOf(start, _lexer.Position)) { Expression = expression, KeyName = key, ValueName = value, TrimsBefore = trimsBefore, TrimsAfter = trimsAfter };
    }

    private (HclPieceKind Kind, string? Key, string? Value, HclExpression? Expression) ReadDirective()
    {
        var word = _lexer.ExpectName("'if', 'else', 'endif', 'for' or 'endfor'");
        switch (_lexer.TextOf(word))
        {
            case "if":
                return (HclPieceKind.If, null, null, ReadExpression());
            case "else":
                return (HclPieceKind.Else, null, null, null);
            case "endif":
                return (HclPieceKind.EndIf, null, null, null);
            case "for":
                var (key, value) = ReadForNames();
                return (HclPieceKind.For, key, value, ReadExpression());
            case "endfor":
                return (HclPieceKind.EndFor, null, null, null);
            case var other:
                throw new HclException(
                    _lexer.PlaceOf(word), $"'%{{ {other} }}' is no directive", Suggestion.Help(other, ["if", "else", "endif", "for", "endfor"]) ?? "write %%{ for the text itself");
        }
    }

    private int ReadEscape(int at, StringBuilder literal)
    {
        var text = _lexer.Text;
        var escaped = at + 1 < _lexer.End ? text[at + 1] : ' ';
        if (escaped is 'u' or 'U')
        {
            var digits = escaped == 'u' ? 4 : 8;
            if (at + 2 + digits <= _lexer.End && uint.TryParse(text.AsSpan(at + 2, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) && Rune.IsValid(code))
            {
                literal.Append(new Rune(code));
                return at + 2 + digits;
            }
            throw new HclException(_lexer.PlaceOf(at, at + 2), $"'\\{escaped}' is followed by the {digits} hexadecimal digits of a character");
        }
        literal.Append(escaped switch
        {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            '"' => '"',
            '\\' => '\\',
            _ => throw new HclException(_lexer.PlaceOf(at, at + 2), $"'\\{escaped}' is no escape", "write \\\\ for the backslash itself; \\n \\r \\t \\\" \\uNNNN are known"),
        });
        return at + 2;
    }
}
