// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Slipway.Packages;

/// <summary>Takes what a program writes and tells it line by line. A line longer than 8 KiB is cut there.</summary>
internal sealed class LineSink(Action<string> tell) : Stream
{
    private const int MaxLine = 8 * 1024;
    private readonly List<byte> _line = [];

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        foreach (var value in buffer)
        {
            // apt draws its progress over one line with carriage returns.
            if (value is (byte)'\n' or (byte)'\r')
                Tell();
            else if (_line.Count < MaxLine)
                _line.Add(value);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

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

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Tell();
        base.Dispose(disposing);
    }

    private void Tell()
    {
        if (_line.Count == 0)
            return;
        var line = Encoding.UTF8.GetString(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_line));
        _line.Clear();
        tell(line);
    }
}
