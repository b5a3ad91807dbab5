// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile;

/// <summary>Hands out the lines of the file, one after the other.</summary>
internal sealed class LineReader(SourceText source)
{
    private readonly int _count = source.Text.Length == 0 ? 0 : source.LineCount;
    private int _line;

    /// <summary>The next line, or null at the end.</summary>
    internal PhysicalLine? Read() => _line < _count ? Get(++_line) : null;

    /// <summary>The lines that <see cref="Read"/> would give, without taking them.</summary>
    internal IEnumerable<PhysicalLine> Peek()
    {
        for (var line = _line + 1; line <= _count; line++)
            yield return Get(line);
    }

    internal ReadOnlySpan<char> Content(PhysicalLine line) => source.Text.AsSpan(line.Start, line.ContentEnd - line.Start);

    // All carriage returns at the end of a line belong to its break.
    private PhysicalLine Get(int line)
    {
        var span = source.GetLine(line);
        var contentEnd = span.End;
        while (contentEnd > span.Start && source.Text[contentEnd - 1] == '\r')
            contentEnd--;
        return new(span.Start, contentEnd, line < _count ? source.GetLine(line + 1).Start : source.Text.Length);
    }
}
