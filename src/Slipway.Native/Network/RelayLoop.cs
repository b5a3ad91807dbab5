// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Native;

/// <summary>One thread that relays any number of connections, as the kernel says that their sockets are ready.</summary>
internal sealed class RelayLoop
{
    private const int EventsAtOnce = 128;

    private readonly SafeFileHandle _epoll = RelayCalls.CreateEpoll();
    private readonly EventDescriptor _bell = EventDescriptor.Create();
    private readonly ConcurrentQueue<Action> _requests = new();
    private readonly Dictionary<ulong, RelayConnection> _connections = [];
    private readonly byte[] _events = new byte[EventsAtOnce * RelayCalls.Event.Bytes];
    private readonly HashSet<ulong> _busy = [];
    private ulong _last;

    internal RelayLoop()
    {
        using var bell = new SafeFileHandle(_bell.Descriptor, ownsHandle: false);
        RelayCalls.Watch(_epoll, bell, 0);
        new Thread(Work, 256 * 1024) { IsBackground = true, Name = "socket relay" }.Start();
    }

    /// <summary>Relays until both ends were passed on, a socket broke, or it is cancelled.</summary>
    internal async Task<bool> RunAsync(RelayConnection connection, CancellationToken cancellationToken)
    {
        var key = Interlocked.Increment(ref _last);
        Ask(() => Begin(key, connection));
        using var cancelling = cancellationToken.UnsafeRegister(_ => Ask(() => End(key, RelayProgress.Broke)), null);
        return await connection.Completion.Task.ConfigureAwait(false);
    }

    private void Ask(Action request)
    {
        _requests.Enqueue(request);
        _bell.Signal();
    }

    private void Work()
    {
        while (true)
        {
            var count = RelayCalls.EpollWait(_epoll, ref _events[0], EventsAtOnce, _busy.Count > 0 ? 0 : -1);
            for (var at = 0; at < count; at++)
                Note(_events.AsSpan(at * RelayCalls.Event.Bytes, RelayCalls.Event.Bytes));
            while (_requests.TryDequeue(out var request))
                request();
            foreach (var key in _busy.ToArray())
                Pump(key);
        }
    }

    // A key is a connection's number, doubled, and one more for its other socket; 0 is the bell, which rings for requests.
    private void Note(ReadOnlySpan<byte> watched)
    {
        var key = MemoryMarshal.Read<ulong>(watched[RelayCalls.Event.Data..]);
        if (!_connections.TryGetValue(key >> 1, out var connection))
            return;
        connection.Note((key & 1) == 0, MemoryMarshal.Read<uint>(watched));
        _busy.Add(key >> 1);
    }

    private void Begin(ulong key, RelayConnection connection)
    {
        _connections.Add(key, connection);
        try
        {
            RelayCalls.Watch(_epoll, connection.One, key << 1);
            RelayCalls.Watch(_epoll, connection.Other, (key << 1) | 1);
            _busy.Add(key);
        }
        catch (NativeException)
        {
            End(key, RelayProgress.Broke);
        }
    }

    private void Pump(ulong key)
    {
        if (!_connections.TryGetValue(key, out var connection))
        {
            _busy.Remove(key);
            return;
        }
        var progress = connection.Pump();
        if (progress != RelayProgress.HasMore)
            _busy.Remove(key);
        if (progress is RelayProgress.Ended or RelayProgress.Broke)
            End(key, progress);
    }

    private void End(ulong key, RelayProgress progress)
    {
        if (!_connections.Remove(key, out var connection))
            return;
        _busy.Remove(key);
        RelayCalls.Unwatch(_epoll, connection.One);
        RelayCalls.Unwatch(_epoll, connection.Other);
        connection.Dispose();
        connection.Completion.TrySetResult(progress == RelayProgress.Ended);
    }
}
