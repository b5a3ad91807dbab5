// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Text;

namespace Slipway.Dockerfile;

/// <summary>
/// A text with the path it is shown under, and a map of its lines. Decoding loses nothing: a byte that is no UTF-8 becomes a lone
/// surrogate (U+DC80 to U+DCFF) in <see cref="Text"/>, and <see cref="Encode"/> turns it back into that byte.
/// </summary>
public sealed class SourceText
{
    /// <summary>The most bytes that are read of one text: 4 MiB.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    private const char FirstEscapedByte = '\uDC80';
    private const char LastEscapedByte = '\uDCFF';

    private readonly ImmutableArray<int> _lineStarts;

    private SourceText(string path, string text) => (Path, Text, _lineStarts) = (path, text, FindLines(text));

    /// <summary>The path that people know the text by, such as <c>api/Dockerfile</c>; for display alone.</summary>
    public string Path { get; }

    /// <summary>The text, without a byte order mark; line endings are as they were.</summary>
    public string Text { get; }

    /// <summary>Whether the bytes began with the UTF-8 byte order mark.</summary>
    public bool HasByteOrderMark { get; private init; }

    /// <summary>Whether there was more than <see cref="MaxBytes"/>; <see cref="Text"/> holds the beginning.</summary>
    public bool IsTruncated { get; private init; }

    /// <summary>How many lines there are; a text that ends in a line break has no empty line after it.</summary>
    public int LineCount => _lineStarts.Length;

    /// <summary>A text that is at hand as a string.</summary>
    public static SourceText From(string path, string text)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(text);
        return new(path, text);
    }

    /// <summary>Decodes UTF-8, with or without a byte order mark. Never fails: see <see cref="IsTruncated"/> and <see cref="FindInvalidByte"/>.</summary>
    public static SourceText FromBytes(string path, ReadOnlySpan<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(path);
        var truncated = bytes.Length > MaxBytes;
        var content = truncated ? bytes[..MaxBytes] : bytes;
        var marked = content.StartsWith(Encoding.UTF8.Preamble);
        return new(path, Decode(marked ? content[Encoding.UTF8.Preamble.Length..] : content))
        {
            HasByteOrderMark = marked,
            IsTruncated = truncated,
        };
    }

    /// <summary>The bytes of <paramref name="text"/>, an edited form of this text, with the byte order mark if this one had it.</summary>
    public byte[] Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var bytes = new List<byte>(text.Length + 3);
        if (HasByteOrderMark)
            bytes.AddRange(Encoding.UTF8.Preamble);
        Span<byte> buffer = stackalloc byte[4];
        for (var index = 0; index < text.Length;)
        {
            if (IsEscapedByte(text[index]) && (index == 0 || !char.IsHighSurrogate(text[index - 1])))
            {
                bytes.Add((byte)(text[index++] - FirstEscapedByte + 0x80));
                continue;
            }
            Rune.DecodeFromUtf16(text.AsSpan(index), out var rune, out var used);
            bytes.AddRange(buffer[..rune.EncodeToUtf8(buffer)]);
            index += used;
        }
        return [.. bytes];
    }

    /// <summary>The offset of the first byte in <paramref name="span"/> that was no UTF-8, or null.</summary>
    public int? FindInvalidByte(SourceSpan span)
    {
        for (var index = span.Start; index < span.End; index++)
        {
            if (IsEscapedByte(Text[index]) && (index == 0 || !char.IsHighSurrogate(Text[index - 1])))
                return index;
        }
        return null;
    }

    /// <summary>The characters of <paramref name="span"/>.</summary>
    public string ToString(SourceSpan span) => Text.Substring(span.Start, span.Length);

    /// <summary>The line and column of an offset; an offset past the end counts as the end.</summary>
    public LinePosition GetPosition(int offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        offset = Math.Min(offset, Text.Length);
        var line = GetLineIndex(offset);
        var column = 1;
        for (var index = _lineStarts[line]; index < offset; index++)
        {
            if (!(char.IsLowSurrogate(Text[index]) && index > _lineStarts[line] && char.IsHighSurrogate(Text[index - 1])))
                column++;
        }
        return new(line + 1, column);
    }

    /// <summary>The span of a line, counted from 1, without its line break.</summary>
    public SourceSpan GetLine(int line)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(line, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(line, LineCount);
        var start = _lineStarts[line - 1];
        var end = line < LineCount ? _lineStarts[line] : Text.Length;
        if (end > start && Text[end - 1] == '\n')
            end--;
        if (end > start && Text[end - 1] == '\r')
            end--;
        return SourceSpan.FromBounds(start, end);
    }

    /// <summary>The path.</summary>
    public override string ToString() => Path;

    private static bool IsEscapedByte(char character) => character is >= FirstEscapedByte and <= LastEscapedByte;

    private int GetLineIndex(int offset)
    {
        var found = _lineStarts.BinarySearch(offset);
        return found >= 0 ? found : ~found - 1;
    }

    private static ImmutableArray<int> FindLines(string text)
    {
        var starts = ImmutableArray.CreateBuilder<int>();
        starts.Add(0);
        for (var index = text.IndexOf('\n'); index >= 0 && index + 1 < text.Length; index = text.IndexOf('\n', index + 1))
            starts.Add(index + 1);
        return starts.ToImmutable();
    }

    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        Span<char> buffer = stackalloc char[2];
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var used) == System.Buffers.OperationStatus.Done)
            {
                text.Append(buffer[..rune.EncodeToUtf16(buffer)]);
            }
            else
            {
                foreach (var invalid in bytes[..used])
                    text.Append((char)(FirstEscapedByte + invalid - 0x80));
            }
            bytes = bytes[used..];
        }
        return text.ToString();
    }
}
