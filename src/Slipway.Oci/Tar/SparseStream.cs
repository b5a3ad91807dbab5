// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci.Tar;

/// <summary>A sparse file as it reads on disk: the stored pieces in their places and zeros between them. Does not own what it reads.</summary>
internal sealed class SparseStream(Stream stored, SparseMap map) : ForwardStream
{
    private int _piece;

    public override long Length => map.Size;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_piece < map.Pieces.Length && Consumed >= map.Pieces[_piece].Offset + map.Pieces[_piece].Length)
            _piece++;
        var (offset, length) = _piece < map.Pieces.Length ? map.Pieces[_piece] : (map.Size, 0);
        var count = (int)Math.Min(buffer.Length, (Consumed < offset ? offset : offset + length) - Consumed);
        if (count <= 0)
            return 0;
        if (Consumed < offset)
            buffer.Span[..count].Clear();
        else
            count = await stored.ReadAsync(buffer[..count], cancellationToken).ConfigureAwait(false);
        Consumed += count;
        return count;
    }
}
