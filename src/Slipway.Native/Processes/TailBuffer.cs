// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Native;

/// <summary>Takes any number of bytes and keeps the last of them.</summary>
internal sealed class TailBuffer(int maxBytes) : Stream
{
    private readonly Lock _lock = new();
    private byte[] _ring = [];
    private long _written;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        lock (_lock)
        {
            foreach (var piece in buffer)
                Put(piece);
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer.AsSpan(offset, count));
        return Task.CompletedTask;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>The bytes that were kept, in order.</summary>
    internal byte[] ToArray()
    {
        lock (_lock)
        {
            if (_written <= maxBytes)
                return _ring[..(int)_written];
            var start = (int)(_written % maxBytes);
            return [.. _ring[start..], .. _ring[..start]];
        }
    }

    private void Put(byte value)
    {
        var at = (int)(_written % maxBytes);
        if (at >= _ring.Length)
            Array.Resize(ref _ring, Math.Min(maxBytes, Math.Max(1024, _ring.Length * 2)));
        _ring[at] = value;
        _written++;
    }
}
