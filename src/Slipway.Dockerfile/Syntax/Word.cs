// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile;

/// <summary>
/// A piece of an instruction as it is read: continuation lines joined, quotes and variables still in it. Each character knows
/// where it stands in the source, so that a problem in the middle of a word can be shown there.
/// </summary>
public sealed class Word
{
    private readonly int[] _offsets;
    private readonly int _start;

    private Word(SourceText source, string text, int[] offsets, int start) => (Source, Text, _offsets, _start) = (source, text, offsets, start);

    /// <summary>The text it stands in.</summary>
    public SourceText Source { get; }

    /// <summary>The characters.</summary>
    public string Text { get; }

    /// <summary>Where the word stands, from its first character to its last; continuations in between are covered.</summary>
    public SourceSpan Span => SpanOf(0, Text.Length);

    /// <summary>Where a part of the word stands.</summary>
    /// <param name="start">The part's first character in <see cref="Text"/>.</param>
    /// <param name="length">The part's characters; 0 gives a place.</param>
    public SourceSpan SpanOf(int start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + length, Text.Length);
        var first = _offsets[_start + start];
        return length == 0 ? new(first, 0) : SourceSpan.FromBounds(first, _offsets[_start + start + length - 1] + 1);
    }

    /// <summary>A word with a source of its own: text that comes from no file.</summary>
    /// <param name="origin">What a diagnostic shows in place of a path.</param>
    /// <param name="text">The text.</param>
    public static Word FromText(string origin, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Create(SourceText.From(origin, text), new SourceSpan(0, text.Length));
    }

    /// <summary>The text.</summary>
    public override string ToString() => Text;

    /// <summary>A word of <paramref name="text"/> whose character i stands at <c>offsets[i]</c>; one more offset says where it ends.</summary>
    internal static Word Create(SourceText source, string text, int[] offsets) => new(source, text, offsets, 0);

    /// <summary>A word that stands in the source as it is.</summary>
    internal static Word Create(SourceText source, SourceSpan span)
    {
        var offsets = new int[span.Length + 1];
        for (var index = 0; index < offsets.Length; index++)
            offsets[index] = span.Start + index;
        return new(source, source.ToString(span), offsets, 0);
    }

    internal int OffsetOf(int index) => _offsets[_start + index];

    internal Word Slice(int start, int length) => new(Source, Text.Substring(start, length), _offsets, _start + start);

    internal Word Slice(int start) => Slice(start, Text.Length - start);

    internal Word Trim()
    {
        var start = Text.Length - Text.AsSpan().TrimStart().Length;
        return Slice(start, Text.AsSpan().Trim().Length);
    }
}
