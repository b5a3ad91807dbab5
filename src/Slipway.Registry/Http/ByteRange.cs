// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>A part of a blob.</summary>
/// <param name="Start">Its first byte, from 0.</param>
/// <param name="Length">How many bytes, at least 1.</param>
internal readonly record struct ByteRange(long Start, long Length)
{
    /// <summary>The last byte.</summary>
    public long End => Start + Length - 1;

    /// <summary>As a Content-Range header says it, of a blob of <paramref name="size"/> bytes.</summary>
    public string ToContentRange(long size) => $"bytes {Start}-{End}/{size}";
}
