// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace Slipway.Fleet;

/// <summary>Writes JSON as Go does, and with it Bake: two blanks a level where it is indented, and Go's escapes.</summary>
internal sealed class GoJsonText(GoJsonForm form)
{
    private readonly StringBuilder _text = new();
    private int _depth;
    private bool _isFirst = true;

    internal void Open(char bracket)
    {
        _text.Append(bracket);
        _depth++;
        _isFirst = true;
    }

    internal void Close(char bracket)
    {
        _depth--;
        if (!_isFirst)
            Break();
        _text.Append(bracket);
        _isFirst = false;
    }

    /// <summary>Begins an element of an array.</summary>
    internal void Item()
    {
        if (!_isFirst)
            _text.Append(',');
        Break();
        _isFirst = false;
    }

    /// <summary>Begins a property.</summary>
    internal void Property(string name)
    {
        Item();
        String(name);
        _text.Append(form == GoJsonForm.Indented ? ": " : ":");
    }

    /// <summary>Writes a number, <c>true</c>, <c>false</c> or <c>null</c>.</summary>
    internal void Word(string word) => _text.Append(word);

    internal void String(string text)
    {
        _text.Append('"');
        foreach (var character in text)
        {
            _ = character switch
            {
                '"' => _text.Append("\\\""),
                '\\' => _text.Append("\\\\"),
                '\n' => _text.Append("\\n"),
                '\r' => _text.Append("\\r"),
                '\t' => _text.Append("\\t"),
                < ' ' or '<' or '>' or '&' or '\u2028' or '\u2029' => _text.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                _ => _text.Append(character),
            };
        }
        _text.Append('"');
    }

    public override string ToString() => _text.ToString();

    private void Break()
    {
        if (form == GoJsonForm.Indented)
            _text.Append('\n').Append(' ', _depth * 2);
    }
}
