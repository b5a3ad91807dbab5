// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Slipway.Cli;

/// <summary>Writes what another program says, UTF-8, to a writer, which stays the caller's.</summary>
internal sealed class WriterStream(TextWriter writer) : Stream
{
    // A character may come in two parts.
    private readonly Decoder _decoder = new UTF8Encoding(false).GetDecoder();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Flush() => writer.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        var characters = new char[_decoder.GetCharCount(buffer, flush: false)];
        writer.Write(characters, 0, _decoder.GetChars(buffer, characters, flush: false));
    }
}
