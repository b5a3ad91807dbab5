// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;

namespace Slipway.Oci;

/// <summary>
/// A blob being written: a stream to write its bytes to, hashed as they come. It appears in the store under its digest when
/// <see cref="Commit"/> says so and not before; disposing it uncommitted leaves nothing.
/// </summary>
public sealed class BlobWriter : Stream
{
    private readonly IBlobFiles _files;
    private readonly string _temporaryPath;
    private readonly IBlobFile _file;
    private readonly IncrementalHash _hash;
    private bool _committed;

    internal BlobWriter(IBlobFiles files, string temporaryPath, HashAlgorithmName algorithm)
    {
        (_files, _temporaryPath) = (files, temporaryPath);
        _file = files.Create(temporaryPath);
        _hash = IncrementalHash.CreateHash(algorithm);
    }

    /// <summary>How many bytes have been written.</summary>
    public long BytesWritten { get; private set; }

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => BytesWritten;

    /// <inheritdoc/>
    public override long Position { get => BytesWritten; set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _file.Write(buffer, BytesWritten);
        _hash.AppendData(buffer);
        BytesWritten += buffer.Length;
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // A page-cache write costs less than the hop that would make it asynchronous.
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>
    /// Ends the blob: its bytes are flushed to disk, then it gets its name, over a blob that has it, which heals one that was damaged. The name
    /// itself is flushed when an image gets a name that leads to it: one flush for all of an image's blobs, and until then nothing needs it.
    /// </summary>
    /// <param name="expected">The digest it must have, or null where the bytes decide.</param>
    /// <returns>The digest of what was written.</returns>
    /// <exception cref="CorruptBlobException">The bytes have another digest; nothing is stored.</exception>
    public Digest Commit(Digest? expected = null)
    {
        var algorithm = _hash.AlgorithmName;
        var actual = Digest.FromHash(algorithm, _hash.GetHashAndReset());
        if (expected is { } wanted && wanted != actual)
            throw new CorruptBlobException(wanted, actual);
        _file.Flush();
        _file.Dispose();
        _files.Rename(_temporaryPath, LayoutPaths.Blob(actual));
        _committed = true;
        return actual;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
            _hash.Dispose();
            if (!_committed)
                _files.Delete(_temporaryPath);
        }
        base.Dispose(disposing);
    }
}
