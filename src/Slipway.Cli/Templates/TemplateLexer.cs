// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace Slipway.Cli.Templates;

/// <summary>Splits a template into words, by the rules of Go's text/template: <c>{{- </c> and <c> -}}</c> take the white space beside them away.</summary>
internal sealed class TemplateLexer(string text)
{
    private static readonly char[] Spaces = [' ', '\t', '\r', '\n'];
    private readonly List<TemplateToken> _tokens = [];
    private int _at;

    /// <summary>All words, the last of kind <see cref="TemplateTokenKind.End"/>.</summary>
    /// <exception cref="TemplateException">An action, a string or a comment doesn't end, or a character belongs nowhere.</exception>
    public static IReadOnlyList<TemplateToken> Read(string text) => new TemplateLexer(text).Read();

    private List<TemplateToken> Read()
    {
        var trimsNext = false;
        while (true)
        {
            var open = text.IndexOf("{{", _at, StringComparison.Ordinal);
            var plain = open < 0 ? text[_at..] : text[_at..open];
            var start = _at;
            var trimsBefore = open >= 0 && open + 3 < text.Length && text[open + 2] == '-' && Spaces.Contains(text[open + 3]);
            if (trimsNext)
                plain = plain.TrimStart(Spaces);
            if (trimsBefore)
                plain = plain.TrimEnd(Spaces);
            if (plain.Length > 0)
                Add(TemplateTokenKind.Text, plain, start);
            if (open < 0)
            {
                Add(TemplateTokenKind.End, "", text.Length);
                return _tokens;
            }
            _at = open + (trimsBefore ? 3 : 2);
            trimsNext = IsComment(trimsBefore) ? SkipComment(open) : ReadAction(open);
        }
    }

    private bool IsComment(bool trimsBefore) => text.AsSpan(trimsBefore ? _at + 1 : _at).StartsWith("/*");

    private bool SkipComment(int open)
    {
        var end = text.IndexOf("*/", _at, StringComparison.Ordinal);
        if (end < 0)
            throw Problem(open, "the comment does not end", "a comment is {{/* text */}}");
        _at = end + 2;
        if (text.AsSpan(_at).StartsWith("}}"))
        {
            _at += 2;
            return false;
        }
        if (_at < text.Length && Spaces.Contains(text[_at]) && text.AsSpan(_at + 1).StartsWith("-}}"))
        {
            _at += 4;
            return true;
        }
        throw Problem(_at, "a comment ends before the action does", "write '}}' right behind '*/'");
    }

    // Whether the text behind the action loses its leading space.
    private bool ReadAction(int open)
    {
        Add(TemplateTokenKind.Open, "{{", open);
        while (_at < text.Length)
        {
            var start = _at;
            var c = text[_at];
            if (text.AsSpan(_at).StartsWith("}}"))
            {
                _at += 2;
                Add(TemplateTokenKind.Close, "}}", start);
                return false;
            }
            if (Spaces.Contains(c))
            {
                while (_at < text.Length && Spaces.Contains(text[_at]))
                    _at++;
                if (text.AsSpan(_at).StartsWith("-}}"))
                {
                    _at += 3;
                    Add(TemplateTokenKind.Close, "-}}", start);
                    return true;
                }
                Add(TemplateTokenKind.Space, " ", start);
                continue;
            }
            ReadWord(c, start);
        }
        throw Problem(open, "the action does not end", "an action is {{…}}");
    }

    private void ReadWord(char c, int start)
    {
        switch (c)
        {
            case '|' or '(' or ')' or ',' or '=':
                _at++;
                Add(c switch { '|' => TemplateTokenKind.Pipe, '(' => TemplateTokenKind.OpenParenthesis, ')' => TemplateTokenKind.CloseParenthesis, ',' => TemplateTokenKind.Comma, _ => TemplateTokenKind.Assign }, c.ToString(), start);
                return;
            case ':' when text.AsSpan(_at).StartsWith(":="):
                _at += 2;
                Add(TemplateTokenKind.Declare, ":=", start);
                return;
            case '"':
                Add(TemplateTokenKind.Literal, ReadQuoted('"'), start);
                return;
            case '`':
                Add(TemplateTokenKind.Literal, ReadRaw(), start);
                return;
            case '\'':
                Add(TemplateTokenKind.Number, ReadCharacter().ToString(CultureInfo.InvariantCulture), start);
                return;
            case '$':
                _at++;
                Add(TemplateTokenKind.Variable, "$" + ReadName(), start);
                return;
            case '.' when _at + 1 < text.Length && char.IsAsciiDigit(text[_at + 1]):
                Add(TemplateTokenKind.Number, ReadNumber(), start);
                return;
            case '.':
                _at++;
                var name = ReadName();
                Add(name.Length > 0 ? TemplateTokenKind.Field : TemplateTokenKind.Dot, name, start);
                return;
            case '+' or '-' or (>= '0' and <= '9'):
                Add(TemplateTokenKind.Number, ReadNumber(), start);
                return;
            case '_':
            case var letter when char.IsLetter(letter):
                Add(TemplateTokenKind.Identifier, ReadName(), start);
                return;
            default:
                throw Problem(start, $"'{c}' does not belong in an action");
        }
    }

    private string ReadName()
    {
        var start = _at;
        while (_at < text.Length && (text[_at] == '_' || char.IsLetterOrDigit(text[_at])))
            _at++;
        return text[start.._at];
    }

    private string ReadNumber()
    {
        var start = _at++;
        while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] is '.' or '_' || (text[_at] is '+' or '-' && text[_at - 1] is 'e' or 'E')))
            _at++;
        return text[start.._at];
    }

    private string ReadRaw()
    {
        var end = text.IndexOf('`', _at + 1);
        if (end < 0)
            throw Problem(_at, "the string does not end", "close it with a '`'");
        var raw = text[(_at + 1)..end];
        _at = end + 1;
        return raw;
    }

    private string ReadQuoted(char quote)
    {
        var start = _at++;
        var value = new StringBuilder();
        while (_at < text.Length && text[_at] != quote && text[_at] != '\n')
            value.Append(text[_at] == '\\' ? ReadEscape() : text[_at++].ToString());
        if (_at >= text.Length || text[_at] == '\n')
            throw Problem(start, "the string does not end", $"close it with a '{quote}'");
        _at++;
        return value.ToString();
    }

    private int ReadCharacter()
    {
        var start = _at;
        var value = ReadQuoted('\'');
        return value.EnumerateRunes().Take(2).ToList() is [var only] ? only.Value : throw Problem(start, "a character constant holds one character", "write a string in double quotes");
    }

    // https://go.dev/ref/spec#Rune_literals
    private string ReadEscape()
    {
        var start = _at++;
        var kind = _at < text.Length ? text[_at++] : throw Problem(start, "the string does not end");
        var digits = kind switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        if (digits > 0)
        {
            if (_at + digits <= text.Length && int.TryParse(text.AsSpan(_at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) && Rune.IsValid(code))
            {
                _at += digits;
                return new Rune(code).ToString();
            }
            throw Problem(start, $"'\\{kind}' is followed by {digits} hex digits");
        }
        return kind switch
        {
            'a' => "\a",
            'b' => "\b",
            'f' => "\f",
            'n' => "\n",
            'r' => "\r",
            't' => "\t",
            'v' => "\v",
            '\\' or '"' or '\'' => kind.ToString(),
            _ => throw Problem(start, $"'\\{kind}' is not an escape", "write '\\\\' for a backslash"),
        };
    }

    private void Add(TemplateTokenKind kind, string value, int position) => _tokens.Add(new(kind, value, position));

    private TemplateException Problem(int position, string problem, string? help = null) => new(text, position, problem, help);
}
