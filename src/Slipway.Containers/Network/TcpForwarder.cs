// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>Accepts connections and carries their bytes to a port inside a container, and back, each direction until its own end.</summary>
internal sealed class TcpForwarder : IForwarder
{
    private static readonly TimeSpan PauseWhenRefused = TimeSpan.FromMilliseconds(50);

    private readonly Socket _listener;
    private readonly SemaphoreSlim _room;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _accepting;
    private PortTarget _target;
    private int _active;

    internal TcpForwarder(Socket listener, PortTarget target, ForwardOptions options)
    {
        (_listener, _target, _room) = (listener, target, new(options.MaxConnections));
        EndPoint = (IPEndPoint)listener.LocalEndPoint!;
        _accepting = Task.Run(AcceptAsync);
    }

    public IPEndPoint EndPoint { get; }

    public int ActiveConnections => Volatile.Read(ref _active);

    public PortTarget Target
    {
        get => Volatile.Read(ref _target);
        set => Volatile.Write(ref _target, value);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        _listener.Dispose();
        await _accepting.ConfigureAwait(false);
        _stopping.Dispose();
        _room.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new HashSet<Task>();
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await _room.WaitAsync(_stopping.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                break;
            }
            if (await TryAcceptAsync().ConfigureAwait(false) is { } client)
            {
                connections.RemoveWhere(connection => connection.IsCompleted);
                connections.Add(Task.Run(() => ForwardAsync(client), CancellationToken.None));
            }
            else
            {
                _room.Release();
            }
        }
        await Task.WhenAll(connections).ConfigureAwait(false);
    }

    private async Task<Socket?> TryAcceptAsync()
    {
        try
        {
            return await _listener.AcceptAsync(_stopping.Token).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            // The client went before it was accepted, or we are out of files for a moment.
            await Task.Delay(PauseWhenRefused, CancellationToken.None).ConfigureAwait(false);
            return null;
        }
        catch (Exception problem) when (problem is OperationCanceledException or ObjectDisposedException)
        {
            return null;
        }
    }

    private async Task ForwardAsync(Socket client)
    {
        Interlocked.Increment(ref _active);
        try
        {
            using (client)
            {
                client.NoDelay = true;
                client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
                using var server = await Target.ConnectAsync(_stopping.Token).ConfigureAwait(false);
                if (await SocketRelay.RunAsync(client, server, _stopping.Token).ConfigureAwait(false))
                    return;
                // What broke on one side must not look like an end on the other.
                SocketRelay.Reset(client);
                SocketRelay.Reset(server);
            }
        }
        catch (Exception problem) when (problem is SocketException or OperationCanceledException or ObjectDisposedException or NativeException)
        {
            // Nobody listens inside, or we stop: the client sees its connection end.
        }
        finally
        {
            Interlocked.Decrement(ref _active);
            _room.Release();
        }
    }
}
