// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Slipway.Native;

namespace Slipway.Oci;

/// <summary>
/// A blob being written: a stream to write its bytes to, hashed as they come. It appears in the store under its digest when
/// <see cref="Commit"/> says so and not before; disposing it uncommitted leaves nothing.
/// </summary>
public sealed class BlobWriter : Stream
{
    private readonly string _temporaryPath;
    private readonly Func<Digest, string> _pathOf;
    private readonly SafeFileHandle _file;
    private readonly IncrementalHash _hash;
    private bool _committed;

    internal BlobWriter(string temporaryPath, Func<Digest, string> pathOf, HashAlgorithmName algorithm)
    {
        (_temporaryPath, _pathOf) = (temporaryPath, pathOf);
        _file = File.OpenHandle(temporaryPath, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
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
        RandomAccess.Write(_file, buffer, BytesWritten);
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
    /// Ends the blob: its bytes are flushed to disk, then it gets its name. A blob that is there already stays as it is.
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
        RandomAccess.FlushToDisk(_file);
        _file.Dispose();
        var path = _pathOf(actual);
        File.Move(_temporaryPath, path, overwrite: true);
        _committed = true;
        LinuxFile.SyncDirectory(Path.GetDirectoryName(path)!);
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
                File.Delete(_temporaryPath);
        }
        base.Dispose(disposing);
    }
}
