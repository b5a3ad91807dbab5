// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;

namespace Slipway.Oci;

/// <summary>
/// Reads another stream and checks it against a descriptor: more bytes than it says, fewer, or others end in a
/// <see cref="CorruptBlobException"/> before the end of the stream is reported. Owns the stream it reads.
/// </summary>
public sealed class VerifyingStream : Stream
{
    private readonly Stream _inner;
    private readonly Descriptor _descriptor;
    private readonly IncrementalHash _hash;
    private long _read;
    private bool _verified;

    /// <summary>Checks <paramref name="inner"/> against <paramref name="descriptor"/> as it is read.</summary>
    public VerifyingStream(Stream inner, Descriptor descriptor)
    {
        (_inner, _descriptor) = (inner, descriptor);
        _hash = IncrementalHash.CreateHash(descriptor.Digest.HashName);
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <summary>The size that the descriptor says, in bytes.</summary>
    public override long Length => _descriptor.Size;

    /// <inheritdoc/>
    public override long Position { get => _read; set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var count = _inner.Read(buffer);
        Take(buffer[..count], buffer.Length);
        return count;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await _inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        Take(buffer.Span[..count], buffer.Length);
        return count;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    private void Take(ReadOnlySpan<byte> bytes, int asked)
    {
        if (bytes.IsEmpty && asked > 0)
        {
            Verify();
            return;
        }
        _hash.AppendData(bytes);
        _read += bytes.Length;
        if (_read > _descriptor.Size)
            throw new CorruptBlobException(_descriptor, _read, _descriptor.Digest);
        // A reader that stops at the last byte, without asking for more, has been checked too.
        if (_read == _descriptor.Size)
            Verify();
    }

    private void Verify()
    {
        if (_verified)
            return;
        var actual = Digest.FromHash(_descriptor.Digest.HashName, _hash.GetHashAndReset());
        if (_read != _descriptor.Size || actual != _descriptor.Digest)
            throw new CorruptBlobException(_descriptor, _read, actual);
        _verified = true;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
            _hash.Dispose();
        }
        base.Dispose(disposing);
    }
}
