// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Slipway.Dockerfile;

/// <summary>Gathers the words of an expansion: blanks end a word unless they were quoted.</summary>
internal sealed class WordCollector
{
    private readonly List<string> _words = [];
    private readonly StringBuilder _word = new();

    internal void Add(char character)
    {
        if (char.IsWhiteSpace(character))
            End();
        else
            _word.Append(character);
    }

    internal void Add(string text)
    {
        foreach (var character in text)
            Add(character);
    }

    internal void AddQuoted(char character) => _word.Append(character);

    internal void AddQuoted(string text) => _word.Append(text);

    internal IReadOnlyList<string> Finish()
    {
        End();
        return _words;
    }

    private void End()
    {
        if (_word.Length > 0)
            _words.Add(_word.ToString());
        _word.Clear();
    }
}
