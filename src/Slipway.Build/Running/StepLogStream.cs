// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Slipway.Build;

/// <summary>Takes what a step writes and hands it on as text, whole lines as they come; a line without an end is handed on when it grows long, or at the end.</summary>
internal sealed class StepLogStream(Action<string> write) : Stream
{
    private const int LongestLine = 16 * 1024;

    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly StringBuilder _line = new();
    private readonly Lock _gate = new();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        lock (_gate)
        {
            var characters = new char[_decoder.GetCharCount(buffer, flush: false)];
            var count = _decoder.GetChars(buffer, characters, flush: false);
            var text = characters.AsSpan(0, count);
            var end = text.LastIndexOf('\n');
            if (end >= 0)
            {
                write(_line.Append(text[..(end + 1)]).ToString());
                _line.Clear();
                text = text[(end + 1)..];
            }
            _line.Append(text);
            if (_line.Length > LongestLine)
                FlushLine();
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            lock (_gate)
                FlushLine();
        }
        base.Dispose(disposing);
    }

    private void FlushLine()
    {
        if (_line.Length > 0)
            write(_line.ToString());
        _line.Clear();
    }
}
