// SPDX-License-Identifier: Apache-2.0
using Microsoft.Win32.SafeHandles;

namespace Slipway.Packages;

/// <summary>Some bytes of a file, as a stream. Does not own the file.</summary>
internal sealed class FileSection(SafeFileHandle file, long offset, long length) : Stream
{
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position { get => _read; set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        var count = RandomAccess.Read(file, buffer[..(int)Math.Min(buffer.Length, length - _read)], offset + _read);
        _read += count;
        return count;
    }

    public override int Read(byte[] buffer, int at, int count) => Read(buffer.AsSpan(at, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await RandomAccess.ReadAsync(file, buffer[..(int)Math.Min(buffer.Length, length - _read)], offset + _read, cancellationToken).ConfigureAwait(false);
        _read += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int at, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(at, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long at, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int at, int count) => throw new NotSupportedException();
}
