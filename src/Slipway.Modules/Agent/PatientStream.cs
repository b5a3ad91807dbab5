// SPDX-License-Identifier: Apache-2.0
using System.Net.Sockets;

namespace Slipway.Modules;

/// <summary>
/// A connection that is waited for on the thread that reads it, for a while: what comes soon costs no other thread, and no code for going on with another. It
/// disposes of its socket.
/// </summary>
/// <param name="socket">The connection.</param>
/// <param name="patience">How long a read keeps its thread; zero lets it go at once.</param>
/// <param name="ahead">What was read of the connection already.</param>
internal sealed class PatientStream(Socket socket, TimeSpan patience, ReadOnlyMemory<byte> ahead) : Stream
{
    // How late a cancellation is seen.
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    private ReadOnlyMemory<byte> _ahead = ahead;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="IOException">The connection broke.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_ahead.IsEmpty)
        {
            var count = Math.Min(buffer.Length, _ahead.Length);
            _ahead[..count].CopyTo(buffer);
            _ahead = _ahead[count..];
            return count;
        }
        try
        {
            for (var waited = TimeSpan.Zero; waited < patience; waited += Step)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (socket.Poll(Step, SelectMode.SelectRead))
                    return socket.Receive(buffer.Span, SocketFlags.None);
            }
            return await socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken);
        }
        catch (SocketException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    /// <inheritdoc cref="ReadAsync(Memory{byte}, CancellationToken)"/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            // What fits in the socket's buffer is taken at once.
            while (!buffer.IsEmpty)
                buffer = buffer[await socket.SendAsync(buffer, SocketFlags.None, cancellationToken)..];
        }
        catch (SocketException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            socket.Dispose();
        base.Dispose(disposing);
    }
}
