// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>Reads a source's content, and at its end says whether it is what was selected. Owns the handle.</summary>
internal sealed class SourceContentStream(SourceContent content, SafeFileHandle file) : Stream
{
    private readonly IncrementalHash? _hash = content.Expected is null ? null : IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _position;
    private bool _checked;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => content.Size;

    public override long Position { get => _position; set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        var count = RandomAccess.Read(file, buffer, _position);
        _position += count;
        _hash?.AppendData(buffer[..count]);
        if (_position > content.Size)
            throw content.Changed();
        if (count == 0 && buffer.Length > 0)
            Check();
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // A read of the page cache costs less than the hop that would make it asynchronous.
        return new(Read(buffer.Span));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
            _hash?.Dispose();
        }
        base.Dispose(disposing);
    }

    private void Check()
    {
        if (_checked)
            return;
        _checked = true;
        content.Check(file, _position);
        if (_hash is not null && Digest.FromHash(HashAlgorithmName.SHA256, _hash.GetHashAndReset()) != content.Expected)
            throw content.Changed();
    }
}
