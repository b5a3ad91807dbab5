// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;

namespace Slipway.Packages;

/// <summary>Passes on a file's content and tells the MD5 of what was read when it is disposed, for dpkg's records. Does not own what it reads.</summary>
internal sealed class SummedStream(Stream content, Action<string> tell) : Stream
{
#pragma warning disable CA5351 // dpkg's records of files are MD5; nothing is trusted by it
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
#pragma warning restore CA5351

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        _hash.AppendData(buffer.Span[..count]);
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("The content of an archive is read asynchronously.");

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
            tell(Convert.ToHexStringLower(_hash.GetHashAndReset()));
            _hash.Dispose();
        }
        base.Dispose(disposing);
    }
}
