// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci.Tar;

/// <summary>Where the stored bytes of a sparse file belong; all else is zeros (GNU tar manual, "Storing Sparse Files").</summary>
internal sealed class SparseMap
{
    private SparseMap((long Offset, long Length)[] pieces, long size) => (Pieces, Size) = (pieces, size);

    /// <summary>The pieces that are stored, in the order of their places.</summary>
    internal (long Offset, long Length)[] Pieces { get; }

    /// <summary>The size of the whole file, in bytes.</summary>
    internal long Size { get; }

    /// <summary>Makes a map of offsets and lengths in turn.</summary>
    /// <param name="numbers">Offset, length, offset, length…</param>
    /// <param name="size">The size of the whole file.</param>
    /// <param name="stored">How many bytes the archive stores for it.</param>
    /// <exception cref="TarFieldException">The pieces overlap, leave the file or are not what is stored.</exception>
    internal static SparseMap Create(IReadOnlyList<long> numbers, long size, long stored)
    {
        if (numbers.Count % 2 != 0)
            throw new TarFieldException("the sparse map is out of step", "an offset and a length for each piece", $"{numbers.Count} numbers");
        var pieces = new (long Offset, long Length)[numbers.Count / 2];
        long end = 0, total = 0;
        for (var i = 0; i < pieces.Length; i++)
        {
            var (offset, length) = pieces[i] = (numbers[2 * i], numbers[2 * i + 1]);
            if (offset < end || length < 0 || length > size || offset > size - length)
                throw new TarFieldException("the sparse map is out of order", $"a piece between {end} and {size}", $"{length} bytes at {offset}");
            end = offset + length;
            total += length;
        }
        return total == stored
            ? new(pieces, size)
            : throw new TarFieldException("the sparse map is not what is stored", $"{stored} bytes in pieces", $"{total}");
    }
}
