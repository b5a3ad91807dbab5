// SPDX-License-Identifier: Apache-2.0
using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Registry;

/// <summary>
/// What a connection writes, straight to its socket. Besides bytes it takes parts of files, which the kernel sends without their passing through this process
/// (sendfile(2)): the server above counts them by <see cref="Advance"/> as if it had written them.
/// </summary>
internal sealed class SocketOutput : PipeWriter
{
    private readonly ConnectionContext _connection;
    private readonly Socket _socket;
    private readonly PipeWriter _bytes;
    private (SafeFileHandle File, long Offset, int Count)? _part;

    private SocketOutput(ConnectionContext connection, Socket socket)
    {
        (_connection, _socket) = (connection, socket);
        _bytes = Create(new NetworkStream(socket, ownsSocket: false), new(connection.Features.Get<IMemoryPoolFeature>()?.MemoryPool, leaveOpen: true));
    }

    /// <summary>Lets the plain connections of a listener send files this way; what HTTP serves over them finds it among their features.</summary>
    public static void Use(IConnectionBuilder listener) => listener.Use(static next => connection =>
    {
        if (connection.Features.Get<IConnectionSocketFeature>() is { } feature)
        {
            var output = new SocketOutput(connection, feature.Socket);
            connection.Features.Set(output);
            connection.Transport = new Duplex(connection.Transport.Input, output);
        }
        return next(connection);
    });

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _bytes.UnflushedBytes + (_part?.Count ?? 0);

    /// <summary>Sends a part of a file after all that was written before, at the next flush; the next advance is by its length, and nothing is written between the two.</summary>
    public void Attach(SafeFileHandle file, long offset, int count) => _part = (file, offset, count);

    public override Memory<byte> GetMemory(int sizeHint = 0) => _bytes.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _bytes.GetSpan(sizeHint);

    public override void Advance(int bytes)
    {
        if (_part is not { } part)
            _bytes.Advance(bytes);
        else if (bytes != part.Count)
            throw new InvalidOperationException($"Of a part of {part.Count} bytes {bytes} are to be sent.");
    }

    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            var result = await _bytes.FlushAsync(cancellationToken);
            if (_part is not { } part || result.IsCanceled)
                return result;
            _part = null;
            await SendAsync(part.File, part.Offset, part.Count);
            return result;
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // Nobody reads any more, or what was promised can't be had: either way nothing more goes this way.
            _part = null;
            _connection.Abort(new("The connection could not be written to.", e));
            return new(isCanceled: false, isCompleted: true);
        }
    }

    public override void CancelPendingFlush() => _bytes.CancelPendingFlush();

    // What was written is flushed by then, or nobody is there to have it.
    public override void Complete(Exception? exception = null) => _bytes.Complete(exception ?? new OperationCanceledException());

    public override ValueTask CompleteAsync(Exception? exception = null)
    {
        Complete(exception);
        return ValueTask.CompletedTask;
    }

    private async Task SendAsync(SafeFileHandle handle, long offset, int count)
    {
        // By its handle, not its name: whoever deletes the blob does not disturb it.
        using var sending = new SocketAsyncEventArgs { SendPacketsElements = [new($"/proc/self/fd/{handle.DangerousGetHandle()}", offset, count)] };
        var sent = new TaskCompletionSource<SocketError>(TaskCreationOptions.RunContinuationsAsynchronously);
        sending.Completed += (_, done) => sent.TrySetResult(done.SocketError);
        var error = _socket.SendPacketsAsync(sending) ? await sent.Task : sending.SocketError;
        if (error != SocketError.Success)
            throw new SocketException((int)error);
        if (sending.BytesTransferred != count)
            throw new EndOfStreamException($"Of {count} bytes of a file {sending.BytesTransferred} were there to be sent.");
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
