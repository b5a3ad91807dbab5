// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Oci.Layers;

/// <summary>The stream that a layer's tar goes into, and its end. Does not own the stream it writes to.</summary>
internal sealed class LayerCompressor : IAsyncDisposable
{
    private readonly Func<CancellationToken, ValueTask> _complete;
    private readonly bool _ownsInput;

    private LayerCompressor(Stream input, Func<CancellationToken, ValueTask> complete, bool ownsInput) =>
        (Input, _complete, _ownsInput) = (input, complete, ownsInput);

    /// <summary>What takes the tar.</summary>
    internal Stream Input { get; }

    /// <summary>The compressor that the options ask for.</summary>
    /// <exception cref="ArgumentException">The compression has no such level.</exception>
    /// <exception cref="PlatformNotSupportedException">zstd is asked for and the system has none.</exception>
    internal static LayerCompressor Create(Stream output, LayerOptions options)
    {
        var level = options.EffectiveLevel;
        switch (options.Compression)
        {
            case LayerCompression.Gzip:
                var gzip = new ParallelGzipStream(output, level, options.Workers);
                return new(gzip, gzip.CompleteAsync, ownsInput: true);
            case LayerCompression.Zstd:
                var zstd = new ZstdCompressionStream(output, level, leaveOpen: true);
                return new(zstd, zstd.CompleteAsync, ownsInput: true);
            default:
                return new(output, static _ => ValueTask.CompletedTask, ownsInput: false);
        }
    }

    /// <summary>Stores a tar as a layer.</summary>
    /// <param name="store">Where to.</param>
    /// <param name="tar">The tar; left open.</param>
    /// <param name="options">How it is compressed.</param>
    /// <param name="expected">What the tar must be; null where nobody says.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="CorruptBlobException">The tar is not what it must be; nothing is stored.</exception>
    internal static async Task<(Descriptor Layer, DiffId DiffId)> StoreAsync(
        OciLayout store, Stream tar, LayerOptions options, DiffId? expected, CancellationToken cancellationToken)
    {
        using var blob = store.CreateBlob();
        DiffId diffId;
        long tarSize;
        var compressor = Create(blob, options);
        await using (compressor.ConfigureAwait(false))
        {
            using var diff = new DigestingStream(compressor.Input);
            await tar.CopyToAsync(diff, 256 * 1024, cancellationToken).ConfigureAwait(false);
            await compressor.CompleteAsync(cancellationToken).ConfigureAwait(false);
            (diffId, tarSize) = (new(diff.GetDigest()), diff.BytesWritten);
        }
        if (expected is { } wanted && wanted != diffId)
            throw new CorruptBlobException(wanted.Digest, diffId.Digest);
        var size = blob.BytesWritten;
        options.Limits.CheckWritten(fileBytes: 0, tarSize, size);
        return (new() { MediaType = options.MediaType, Digest = blob.Commit(), Size = size }, diffId);
    }

    /// <summary>Writes what the compression holds back, and its end.</summary>
    internal ValueTask CompleteAsync(CancellationToken cancellationToken) => _complete(cancellationToken);

    public ValueTask DisposeAsync() => _ownsInput ? Input.DisposeAsync() : ValueTask.CompletedTask;
}
