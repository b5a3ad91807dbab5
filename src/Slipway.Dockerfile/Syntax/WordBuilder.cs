// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Slipway.Dockerfile;

/// <summary>Puts a <see cref="Word"/> together, character by character.</summary>
internal sealed class WordBuilder(SourceText source)
{
    private readonly StringBuilder _text = new();
    private readonly List<int> _offsets = [];

    internal int Length => _text.Length;

    internal void Append(char character, int offset)
    {
        _text.Append(character);
        _offsets.Add(offset);
    }

    internal void Append(SourceSpan span)
    {
        for (var offset = span.Start; offset < span.End; offset++)
            Append(source.Text[offset], offset);
    }

    /// <summary>The word so far; the builder is empty afterwards.</summary>
    /// <param name="end">Where the word ends in the source.</param>
    internal Word Build(int end)
    {
        var word = Word.Create(source, _text.ToString(), [.. _offsets, end]);
        _text.Clear();
        _offsets.Clear();
        return word;
    }
}
