// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>
/// Writes to a file and leaves what is zero as a hole, so that a bomb of zeros fills no disk. The file must be unbuffered and new; whoever owns it sets its length
/// to its position at the end.
/// </summary>
internal sealed class HoleStream(FileStream file) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => file.Position; set => throw new NotSupportedException(); }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (buffer.ContainsAnyExcept((byte)0))
            file.Write(buffer);
        else
            file.Position += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.Span.ContainsAnyExcept((byte)0))
            await file.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        else
            file.Position += buffer.Length;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() => file.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
