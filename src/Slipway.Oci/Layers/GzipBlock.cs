// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;

namespace Slipway.Oci.Layers;

/// <summary>A block of a gzip member, compressed by itself and ending at a byte's border, so that blocks can be put in a row.</summary>
internal sealed class GzipBlock : IDisposable
{
    private const int HeaderSize = 10;
    private const int TrailerSize = 8;

    private readonly byte[] _member;
    private readonly int _length;

    private GzipBlock(byte[] member, int length, uint crc, int uncompressedLength) =>
        (_member, _length, Crc, UncompressedLength) = (member, length, crc, uncompressedLength);

    /// <summary>The deflate stream without an end.</summary>
    internal ReadOnlyMemory<byte> Compressed => _member.AsMemory(HeaderSize, _length - HeaderSize);

    /// <summary>The CRC-32 of what was compressed.</summary>
    internal uint Crc { get; }

    /// <summary>How many bytes were compressed.</summary>
    internal int UncompressedLength { get; }

    /// <summary>Compresses the first bytes of a buffer of the shared pool, and gives it back.</summary>
    internal static GzipBlock Compress(byte[] block, int length, int level)
    {
        // A whole member, of which header and end are cut off: its trailer has the CRC, computed at zlib's speed. What cannot be compressed is stored in
        // pieces, each a few bytes longer than what it holds.
        var member = ArrayPool<byte>.Shared.Rent(length + length / 64 + 1024);
        var output = new MemoryStream(member);
        int end;
        using (var gzip = new GZipStream(output, new ZLibCompressionOptions { CompressionLevel = level }, leaveOpen: true))
        {
            gzip.Write(block, 0, length);
            gzip.Flush(); // zlib's sync flush: ends at a byte's border, and not the stream
            end = (int)output.Position;
        }
        ArrayPool<byte>.Shared.Return(block);
        var trailer = member.AsSpan((int)output.Position - TrailerSize, TrailerSize);
        if (BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]) != length)
            throw new InvalidOperationException($"The gzip member of a block of {length} bytes does not end with its length.");
        return new(member, end, BinaryPrimitives.ReadUInt32LittleEndian(trailer), length);
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_member);
}
