// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Slipway.Dockerfile;

/// <summary>Reads one word from its beginning to its end, and expands it on the way.</summary>
internal sealed class ExpansionReader(Word word, IReadOnlyDictionary<string, string> variables, ExpansionMode mode, char escape)
{
    // Each level is a few frames of recursion; no one nests by hand as deep.
    private const int MaxDepth = 64;
    private const char End = '\0';

    private readonly string _text = word.Text;
    private readonly List<VariableUse> _used = [];
    private readonly List<VariableUse> _unset = [];
    private int _position;
    private int _depth;
    private bool _keepEscapes;

    private bool AtEnd => _position >= _text.Length;

    internal ExpandedWord Read()
    {
        var words = new WordCollector();
        try
        {
            var text = ReadUntil(End, words);
            return new(text, words.Finish()) { Used = _used, Unset = _unset };
        }
        catch (ExpansionException problem)
        {
            return new("", [])
            {
                Used = _used,
                Unset = _unset,
                Problem = Diagnostic.Error(word.Source, problem.Span, problem.Message, problem.Help),
            };
        }
    }

    /// <summary>Reads up to <paramref name="stop"/>, which is taken too, or to the end.</summary>
    private string ReadUntil(char stop, WordCollector? words)
    {
        var result = new StringBuilder();
        while (!AtEnd)
        {
            var character = _text[_position];
            if (stop != End && character == stop)
            {
                _position++;
                return result.ToString();
            }
            if (character == '$')
            {
                var value = ReadVariable();
                result.Append(value);
                words?.Add(value);
            }
            else if (mode == ExpansionMode.Word && character is '\'' or '"')
            {
                var quoted = character == '"' ? ReadDoubleQuoted() : ReadSingleQuoted();
                result.Append(quoted);
                words?.AddQuoted(quoted);
            }
            else if (character == escape)
            {
                ReadEscape(result, words);
            }
            else
            {
                _position++;
                result.Append(character);
                words?.Add(character);
            }
            if (result.Length > WordExpander.MaxLength)
                throw Problem(0, $"the word expands to more than {WordExpander.MaxLength} characters");
        }
        return stop == End ? result.ToString() : throw Missing(stop);
    }

    // At the very end the escape character escapes nothing, and is left out.
    private void ReadEscape(StringBuilder result, WordCollector? words)
    {
        if (_keepEscapes)
        {
            result.Append(escape);
            words?.AddQuoted(escape);
        }
        if (++_position >= _text.Length)
            return;
        result.Append(_text[_position]);
        words?.AddQuoted(_text[_position]);
        _position++;
    }

    private string ReadSingleQuoted()
    {
        var start = _position++;
        var end = _text.IndexOf('\'', _position);
        if (end < 0)
        {
            _position = _text.Length;
            throw Problem(start, "a single quote is not closed", "add the other ', or escape this one");
        }
        var quoted = _text[_position..end];
        _position = end + 1;
        return quoted;
    }

    // Within double quotes only ", $ and the escape character can be escaped.
    private string ReadDoubleQuoted()
    {
        var start = _position++;
        var result = new StringBuilder();
        while (!AtEnd)
        {
            var character = _text[_position];
            if (character == '"')
            {
                _position++;
                return result.ToString();
            }
            if (character == '$')
            {
                result.Append(ReadVariable());
                continue;
            }
            _position++;
            if (character == escape)
            {
                if (_keepEscapes)
                    result.Append(escape);
                if (AtEnd)
                    break;
                if (_text[_position] is '"' or '$' || _text[_position] == escape)
                    character = _text[_position++];
            }
            result.Append(character);
        }
        throw Problem(start, "a double quote is not closed", "add the other \", or escape this one");
    }

    private string ReadVariable()
    {
        var start = _position++;
        if (AtEnd || _text[_position] != '{')
        {
            var bare = ReadName();
            return bare.Length == 0 ? "$" : Look(bare, start, hasDefault: false) ?? "";
        }

        _position++;
        var name = ReadName();
        if (name.Length == 0)
            throw AtEnd ? MissingBrace(start) : Problem(start, $"a variable name was expected after '${{', not '{_text[_position]}'");
        if (AtEnd)
            throw MissingBrace(start);
        if (++_depth > MaxDepth)
            throw Problem(start, $"variables are nested more than {MaxDepth} deep");
        var value = ReadModifier(name, start);
        _depth--;
        return value;
    }

    private string ReadModifier(string name, int start)
    {
        var modifier = _text[_position++];
        var emptyIsUnset = modifier == ':';
        if (emptyIsUnset)
            modifier = AtEnd ? throw MissingBrace(start) : _text[_position++];
        switch (modifier)
        {
            case '}' when !emptyIsUnset:
                return Look(name, start, hasDefault: false) ?? "";
            case '-':
            {
                var other = ReadOperand('}', start, keepEscapes: false);
                var value = Look(name, start, hasDefault: true);
                return value is null || (emptyIsUnset && value.Length == 0) ? other : value;
            }
            case '+':
            {
                var other = ReadOperand('}', start, keepEscapes: false);
                var value = Look(name, start, hasDefault: true);
                return value is null || (emptyIsUnset && value.Length == 0) ? "" : other;
            }
            case '?':
                return Demand(name, ReadOperand('}', start, keepEscapes: false), emptyIsUnset, start);
            case '#' or '%' when !emptyIsUnset:
                return Trim(name, modifier, ReadOperand('}', start, keepEscapes: true), start);
            case '/' when !emptyIsUnset:
                return Replace(name, start);
            default:
                throw Problem(start, $"the modifier '{(emptyIsUnset ? ":" : "")}{modifier}' is not known in '${{{name}…}}'",
                    "known are - :- + :+ ? :? # ## % %% / //");
        }
    }

    private string Demand(string name, string message, bool emptyIsUnset, int start)
    {
        var value = Look(name, start, hasDefault: false);
        if (value is not null && !(emptyIsUnset && value.Length == 0))
            return value;
        var reason = message.Length > 0 ? message : value is null ? "is not allowed to be unset" : "is not allowed to be empty";
        throw Problem(start, $"{name}: {reason}", $"give it with --build-arg {name}=…, or a default");
    }

    private string Trim(string name, char side, string pattern, int start)
    {
        var longest = pattern.StartsWith(side);
        var glob = Glob(longest ? pattern[1..] : pattern, start);
        var value = Look(name, start, hasDefault: false) ?? "";
        return side == '#' ? glob.TrimStart(value, longest) : glob.TrimEnd(value, longest);
    }

    private string Replace(string name, int start)
    {
        var all = !AtEnd && _text[_position] == '/';
        if (all)
            _position++;
        var glob = Glob(ReadOperand('/', start, keepEscapes: true), start);
        var replacement = ReadOperand('}', start, keepEscapes: true);
        return glob.Replace(Look(name, start, hasDefault: false) ?? "", replacement, all);
    }

    private ShellPattern Glob(string pattern, int start) =>
        ShellPattern.TryParse(pattern, out var glob, out var problem) ? glob : throw Problem(start, problem);

    private string ReadOperand(char stop, int start, bool keepEscapes)
    {
        var outer = _keepEscapes;
        _keepEscapes = keepEscapes;
        try
        {
            return ReadUntil(stop, words: null);
        }
        catch (ExpansionException problem) when (problem.Span.Length == 0)
        {
            // The stop is missing: the place to show is the variable that was opened.
            throw stop == '}' ? MissingBrace(start) : Problem(start, "a '/' is missing between pattern and replacement");
        }
        finally
        {
            _keepEscapes = outer;
        }
    }

    private string ReadName()
    {
        var start = _position;
        if (AtEnd)
            return "";
        if (char.IsDigit(_text[_position]))
        {
            while (!AtEnd && char.IsDigit(_text[_position]))
                _position++;
        }
        else if (_text[_position] is '@' or '*' or '#' or '?' or '-' or '$' or '!')
        {
            _position++;
        }
        else
        {
            while (!AtEnd && (char.IsLetterOrDigit(_text[_position]) || _text[_position] == '_'))
                _position++;
        }
        return _text[start.._position];
    }

    private string? Look(string name, int start, bool hasDefault)
    {
        var use = new VariableUse(name, word.SpanOf(start, _position - start), hasDefault);
        var found = variables.TryGetValue(name, out var value);
        (found ? _used : _unset).Add(use);
        return found ? value : null;
    }

    private ExpansionException MissingBrace(int start) => Problem(start, "a '}' is missing", "close '${' with '}', or write '\\$' for a dollar sign");

    private ExpansionException Missing(char stop) => new(new(word.OffsetOf(_text.Length), 0), $"a '{stop}' is missing");

    private ExpansionException Problem(int start, string message, string? help = null) =>
        new(word.SpanOf(start, Math.Max(1, Math.Min(_position, _text.Length) - start)), message, help);
}
