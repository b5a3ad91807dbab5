// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci.Layers;

namespace Slipway.Build;

/// <summary>Passes on what comes out of decompression, read from or written to, and stops where it is far more than went in. Owns the stream behind it.</summary>
/// <param name="inner">The stream behind it.</param>
/// <param name="taken">How many bytes go in altogether.</param>
/// <param name="limits">How much that may be.</param>
/// <param name="path">What messages name.</param>
internal sealed class InflationGuard(Stream inner, long taken, LayerLimits limits, string path) : Stream
{
    private long _made;

    public override bool CanRead => inner.CanRead;

    public override bool CanSeek => false;

    public override bool CanWrite => inner.CanWrite;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => _made; set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Counted(inner.Read(buffer, offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Counted(await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, Counted(count));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Counted(buffer.Length);
        return inner.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private int Counted(int count)
    {
        _made += count;
        return !limits.Exceeds(_made, taken) ? count
            : throw new StepException($"the archive '{path}' makes more than {_made} bytes of {taken}: more than {limits.MaxRatio} for one, which looks like an attack on the disk")
            {
                Help = "copy it with COPY, or ADD --unpack=false, if it is what it should be",
            };
    }
}
