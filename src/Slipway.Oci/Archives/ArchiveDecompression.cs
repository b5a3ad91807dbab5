// SPDX-License-Identifier: Apache-2.0
using System.IO.Compression;
using Slipway.Native;
using Slipway.Oci.Layers;

namespace Slipway.Oci;

/// <summary>Finds out how an archive is compressed by its first bytes: gzip, zstd, xz, or not at all. Layers have their media type beside; archives have nothing.</summary>
public static class ArchiveDecompression
{
    private const int BufferSize = 256 * 1024;

    /// <summary>The tar within an archive. Disposing it disposes the archive's stream.</summary>
    /// <param name="archive">The archive from its beginning.</param>
    /// <param name="limits">What it may make at most.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="ArchiveFormatException">It is compressed in another way.</exception>
    /// <exception cref="LayerException">While it is read: it makes far more bytes than it has.</exception>
    public static async ValueTask<Stream> OpenAsync(Stream archive, LayerLimits limits, CancellationToken cancellationToken)
    {
        var counted = new CountingStream(archive);
        var buffered = new BufferedStream(counted, BufferSize);
        var start = new byte[6];
        var length = await buffered.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        var whole = new PrefixedStream(start.AsMemory(0, length), buffered);
        Stream tar = start.AsSpan(0, length) switch
        {
            [0x1F, 0x8B, ..] => new GZipStream(whole, CompressionMode.Decompress),
            [0x28, 0xB5, 0x2F, 0xFD, ..] => new ZstdDecompressionStream(whole),
            [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0] => new XzDecompressionStream(whole),
            [(byte)'B', (byte)'Z', (byte)'h', ..] => throw new ArchiveFormatException("The archive is compressed by bzip2, which is not read here. Decompress it on the way: bzip2 -dc FILE | slipway …"),
            _ => whole,
        };
        return new InflatedStream(tar, counted, limits, "of the archive");
    }
}
