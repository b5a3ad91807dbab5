// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Slipway.Registry;

/// <summary>A part of a blob.</summary>
/// <param name="Start">Its first byte, from 0.</param>
/// <param name="Length">How many bytes, at least 1.</param>
internal readonly record struct ByteRange(long Start, long Length)
{
    /// <summary>The last byte.</summary>
    public long End => Start + Length - 1;

    /// <summary>Reads a Range header (RFC 9110, section 14.2): one range of bytes. Several at once are answered by the whole.</summary>
    public static ByteRangeKind Parse(StringValues header, long size, out ByteRange range)
    {
        range = default;
        if (header is not [{ } text] || !text.StartsWith("bytes=", StringComparison.Ordinal) || text.Contains(',', StringComparison.Ordinal))
            return ByteRangeKind.Whole;
        var spec = text.AsSpan("bytes=".Length).Trim();
        var dash = spec.IndexOf('-');
        if (dash < 0)
            return ByteRangeKind.Whole;
        var first = spec[..dash];
        var last = spec[(dash + 1)..];
        if (first.IsEmpty)
            return TryParse(last, out var suffix) ? OfSuffix(suffix, size, out range) : ByteRangeKind.Whole;
        if (!TryParse(first, out var start))
            return ByteRangeKind.Whole;
        var end = long.MaxValue;
        if (!last.IsEmpty && !TryParse(last, out end))
            return ByteRangeKind.Whole;
        if (start >= size || end < start)
            return ByteRangeKind.Unsatisfiable;
        range = new(start, Math.Min(end, size - 1) - start + 1);
        return ByteRangeKind.Part;
    }

    /// <summary>Everything.</summary>
    public static ByteRangeKind Ignore(out ByteRange range)
    {
        range = default;
        return ByteRangeKind.Whole;
    }

    private static ByteRangeKind OfSuffix(long length, long size, out ByteRange range)
    {
        range = new(Math.Max(0, size - length), Math.Min(length, size));
        return range.Length > 0 ? ByteRangeKind.Part : ByteRangeKind.Unsatisfiable;
    }

    private static bool TryParse(ReadOnlySpan<char> text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
