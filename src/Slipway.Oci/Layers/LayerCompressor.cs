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

    /// <summary>Writes what the compression holds back, and its end.</summary>
    internal ValueTask CompleteAsync(CancellationToken cancellationToken) => _complete(cancellationToken);

    public ValueTask DisposeAsync() => _ownsInput ? Input.DisposeAsync() : ValueTask.CompletedTask;
}
