// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>Passes on what is written, and keeps the end of it. The inner stream is the caller's.</summary>
internal sealed class TailStream(Stream inner) : Stream
{
    private const int Kept = 64 * 1024;

    private readonly Lock _writing = new();
    private byte[] _tail = [];

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>The last 64 KiB of what was written.</summary>
    public byte[] ToArray() => _tail;

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        // A program's two streams come in here.
        lock (_writing)
        {
            inner.Write(buffer);
            inner.Flush();
            byte[] all = [.. _tail, .. buffer];
            _tail = all.Length > Kept ? all[^Kept..] : all;
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
