// SPDX-License-Identifier: Apache-2.0
using System.IO.Compression;
using Slipway.Native;

namespace Slipway.Oci.Layers;

/// <summary>Finds out how a layer is compressed: its media type says it, and its first bytes must agree.</summary>
internal static class LayerDecompression
{
    private const int BufferSize = 256 * 1024;

    /// <summary>The tar within a blob. Disposing it disposes the blob's stream.</summary>
    /// <param name="blob">The blob from its beginning.</param>
    /// <param name="mediaType">The media type, or null where nothing is known and the first bytes decide.</param>
    /// <param name="shown">How messages name the layer.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="LayerException">The media type is not that of a layer we read, or the bytes are of another compression.</exception>
    internal static async ValueTask<Stream> OpenAsync(Stream blob, string? mediaType, string shown, CancellationToken cancellationToken)
    {
        var announced = mediaType is null ? (LayerCompression?)null : Announced(mediaType, shown);
        var buffered = new BufferedStream(blob, BufferSize);
        var start = new byte[4];
        var length = await buffered.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        var found = start.AsSpan(0, length) switch
        {
            [0x1F, 0x8B, ..] => LayerCompression.Gzip,
            [0x28, 0xB5, 0x2F, 0xFD] => LayerCompression.Zstd,
            _ => LayerCompression.None,
        };
        if (announced is { } expected && expected != found)
        {
            throw new LayerException(
                $"The layer {shown} is announced as '{mediaType}' ({expected}), but begins with the bytes {Convert.ToHexStringLower(start.AsSpan(0, length))} ({found}).");
        }
        var whole = new PrefixedStream(start.AsMemory(0, length), buffered);
        return found switch
        {
            LayerCompression.Gzip => new GZipStream(whole, CompressionMode.Decompress),
            LayerCompression.Zstd => new ZstdDecompressionStream(whole),
            _ => whole,
        };
    }

    /// <summary>By the ending, so that the types of layers that must not be distributed count as well.</summary>
    private static LayerCompression Announced(string mediaType, string shown) =>
        !mediaType.StartsWith("application/vnd.", StringComparison.Ordinal) ? throw NotALayer(mediaType, shown)
        : mediaType.EndsWith("tar+gzip", StringComparison.Ordinal) || mediaType.EndsWith("tar.gzip", StringComparison.Ordinal) ? LayerCompression.Gzip
        : mediaType.EndsWith("tar+zstd", StringComparison.Ordinal) || mediaType.EndsWith("tar.zstd", StringComparison.Ordinal) ? LayerCompression.Zstd
        : mediaType.EndsWith(".tar", StringComparison.Ordinal) ? LayerCompression.None
        : throw NotALayer(mediaType, shown);

    private static LayerException NotALayer(string mediaType, string shown) =>
        new($"The layer {shown} is of the media type '{mediaType}'; layers that can be read are tar, tar+gzip and tar+zstd.");
}
