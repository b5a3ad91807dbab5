// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Slipway.Containers;

/// <summary>Makes lines of the pieces in which a program's output arrives. Bytes that aren't UTF-8 become U+FFFD.</summary>
internal sealed class LineSplitter
{
    /// <summary>The longest line in bytes; longer ones are cut into several.</summary>
    internal const int MaxLineBytes = 16 * 1024;

    private readonly byte[] _line = new byte[MaxLineBytes];
    private int _length;

    /// <summary>The lines that <paramref name="bytes"/> complete.</summary>
    internal IEnumerable<string> Add(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var room = MaxLineBytes - _length;
            var end = bytes.Span.IndexOf((byte)'\n');
            var take = end >= 0 && end <= room ? end : Math.Min(room, bytes.Length);
            bytes.Span[..take].CopyTo(_line.AsSpan(_length));
            _length += take;
            bytes = bytes[take..];
            if (end >= 0 && end <= room)
            {
                bytes = bytes[1..];
                yield return TakeLine(_length);
            }
            else if (_length == MaxLineBytes)
            {
                yield return TakeLine(LastCharacterBoundary());
            }
        }
    }

    /// <summary>What was written without a line end; null if there is nothing.</summary>
    internal string? Rest() => _length == 0 ? null : TakeLine(_length);

    private string TakeLine(int length)
    {
        var visible = length > 0 && length == _length && _line[length - 1] == '\r' ? length - 1 : length;
        var text = Encoding.UTF8.GetString(_line, 0, visible);
        _line.AsSpan(length, _length - length).CopyTo(_line);
        _length -= length;
        return text;
    }

    // A cut must not go through a character: its continuation bytes are 10xxxxxx, four bytes at most in all.
    private int LastCharacterBoundary()
    {
        for (var back = 1; back <= 4; back++)
        {
            var lead = _line[_length - back];
            if ((lead & 0xC0) == 0x80)
                continue;
            var size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
            return size > back ? _length - back : _length;
        }
        return _length;
    }
}
