// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Slipway.Native;

namespace Slipway.Oci.Layers;

/// <summary>
/// Which compressor this process has. Of zlib nobody tells the version, and a distribution may have put its own beneath the runtime, so it is told
/// by what it makes of a sample.
/// </summary>
internal static class CompressorVersion
{
    private const int SampleSize = 64 * 1024;

    private static readonly ConcurrentDictionary<int, string> OfGzip = new();

    /// <summary>A word that changes when the compressor makes other bytes of the same content; empty without compression.</summary>
    internal static string Of(LayerCompression compression, int level) => compression switch
    {
        LayerCompression.Gzip => OfGzip.GetOrAdd(level, Fingerprint),
        LayerCompression.Zstd => ZstdCompressionStream.LibraryVersion,
        _ => "",
    };

    // Words of varying length and distance, so that the search for matches shows.
    private static string Fingerprint(int level)
    {
        var sample = ArrayPool<byte>.Shared.Rent(SampleSize);
        var state = 0x2545F491u;
        for (var at = 0; at < SampleSize; at++)
        {
            state = state * 1664525 + 1013904223;
            sample[at] = (state >> 28) < 11 && at > 4096 ? sample[at - 1 - (int)(state >> 8) % 37] : (byte)('a' + (state >> 24) % 23);
        }
        using var block = GzipBlock.Compress(sample, SampleSize, level);
        return Convert.ToHexStringLower(SHA256.HashData(block.Compressed.Span))[..12];
    }
}
