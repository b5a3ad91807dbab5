// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Slipway.Native;

/// <summary>
/// Carries Linux paths, which are bytes, losslessly in strings: UTF-8 as usual, and each byte that is not part of valid UTF-8 as the
/// lone surrogate U+DC80 to U+DCFF that holds it (0xFF is U+DCFF).
/// </summary>
public static class UnixText
{
    private const int EscapeBase = 0xDC00;

    /// <summary>Orders strings as the bytes they stand for, which is how every listing of ours is ordered.</summary>
    public static IComparer<string> ByteOrder { get; } = Comparer<string>.Create(CompareBytes);

    /// <summary>The string that stands for these bytes. Any bytes will do.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        var chars = ArrayPool<char>.Shared.Rent(bytes.Length);
        var length = 0;
        while (!bytes.IsEmpty)
        {
            var status = Utf8.ToUtf16(bytes, chars.AsSpan(length), out var read, out var written, replaceInvalidSequences: false);
            length += written;
            bytes = bytes[read..];
            if (status != OperationStatus.Done)
            {
                chars[length++] = (char)(EscapeBase + bytes[0]);
                bytes = bytes[1..];
            }
        }
        var text = new string(chars, 0, length);
        ArrayPool<char>.Shared.Return(chars);
        return text;
    }

    /// <summary>The bytes that this string stands for.</summary>
    /// <exception cref="ArgumentException">The string holds a lone surrogate that stands for no byte.</exception>
    public static byte[] Encode(ReadOnlySpan<char> text)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        var bytes = buffer.AsSpan(0, Encode(text, buffer)).ToArray();
        ArrayPool<byte>.Shared.Return(buffer);
        return bytes;
    }

    /// <summary>Writes the bytes that this string stands for and returns how many there are; three bytes a char are always room enough.</summary>
    /// <exception cref="ArgumentException">The string holds a lone surrogate that stands for no byte, or the destination is too small.</exception>
    public static int Encode(ReadOnlySpan<char> text, Span<byte> destination)
    {
        var length = 0;
        while (!text.IsEmpty)
        {
            var status = Utf8.FromUtf16(text, destination[length..], out var read, out var written, replaceInvalidSequences: false);
            length += written;
            text = text[read..];
            if (status == OperationStatus.Done)
                break;
            if (status == OperationStatus.DestinationTooSmall || length == destination.Length)
                throw new ArgumentException("The destination is too small for the text.", nameof(destination));
            if (text[0] is < '\uDC80' or > '\uDCFF')
                throw new ArgumentException($"The text holds the lone surrogate U+{(int)text[0]:X4}, which stands for no byte.", nameof(text));
            destination[length++] = (byte)(text[0] - EscapeBase);
            text = text[1..];
        }
        return length;
    }

    /// <summary>How many bytes this string stands for.</summary>
    /// <exception cref="ArgumentException">The string holds a lone surrogate that stands for no byte.</exception>
    public static int GetByteCount(ReadOnlySpan<char> text)
    {
        if (!text.ContainsAnyInRange('\uD800', '\uDFFF'))
            return Encoding.UTF8.GetByteCount(text);
        var buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        var count = Encode(text, buffer);
        ArrayPool<byte>.Shared.Return(buffer);
        return count;
    }

    // UTF-8 keeps the order of code points, and below the surrogates UTF-16 has the same order; only surrogates need a look at the bytes.
    private static int CompareBytes(string left, string right)
    {
        var common = left.AsSpan().CommonPrefixLength(right);
        if (common == left.Length || common == right.Length)
            return left.Length - right.Length;
        return char.IsSurrogate(left[common]) || char.IsSurrogate(right[common])
            ? Encode(left).AsSpan().SequenceCompareTo(Encode(right))
            : left[common] - right[common];
    }
}
