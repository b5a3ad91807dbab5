// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Check;

/// <summary>Tells by its first bytes whether a blob is an archive that somebody would unpack as a layer, whatever its media type says.</summary>
internal static class ArchiveStart
{
    private const int BlockSize = 512;
    private const int SumAt = 148;
    private const int SumLength = 8;

    // gzip, zstd, bzip2, xz
    private static readonly byte[][] Compressions = [[0x1F, 0x8B], [0x28, 0xB5, 0x2F, 0xFD], [(byte)'B', (byte)'Z', (byte)'h'], [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z']];

    internal static async Task<bool> IsOneAsync(Stream blob, CancellationToken cancellationToken)
    {
        var block = new byte[BlockSize];
        var read = await blob.ReadAtLeastAsync(block, BlockSize, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return IsOne(block.AsSpan(0, read));
    }

    private static bool IsOne(ReadOnlySpan<byte> start)
    {
        foreach (var compression in Compressions)
        {
            if (start.StartsWith(compression))
                return true;
        }
        return start.Length == BlockSize && HasTarSum(start);
    }

    // A tar's header holds the sum of its bytes, its own field taken for blanks; signed bytes count by some writers.
    private static bool HasTarSum(ReadOnlySpan<byte> header)
    {
        int unsigned = 0, signed = 0;
        for (var at = 0; at < header.Length; at++)
        {
            var value = at is >= SumAt and < SumAt + SumLength ? (byte)' ' : header[at];
            unsigned += value;
            signed += (sbyte)value;
        }
        var (sum, digits) = (0, 0);
        foreach (var letter in header.Slice(SumAt, SumLength).Trim((byte)' '))
        {
            if (letter is < (byte)'0' or > (byte)'7')
                break;
            (sum, digits) = ((sum * 8) + letter - '0', digits + 1);
        }
        return digits > 0 && (sum == unsigned || sum == signed);
    }
}
