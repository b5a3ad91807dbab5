// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>
/// Carries datagrams to a port inside a container, and back who answers them. Each sender has a conversation of its own inside, so that its answers find it; there is
/// a bounded number of them, and one that is silent for long is forgotten.
/// </summary>
internal sealed class UdpForwarder : IForwarder
{
    private const int MaxDatagramBytes = 65_535;

    private readonly Socket _listener;
    private readonly ForwardOptions _options;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<SocketAddress, UdpConversation> _conversations = [];
    private readonly Task _receiving, _forgetting;
    private PortTarget _target;
    private int _count;

    internal UdpForwarder(Socket listener, PortTarget target, ForwardOptions options)
    {
        (_listener, _target, _options) = (listener, target, options);
        EndPoint = (IPEndPoint)listener.LocalEndPoint!;
        _receiving = Task.Run(ReceiveAsync);
        _forgetting = Task.Run(ForgetAsync);
    }

    public IPEndPoint EndPoint { get; }

    public int ActiveConnections => Volatile.Read(ref _count);

    public PortTarget Target
    {
        get => Volatile.Read(ref _target);
        set
        {
            Volatile.Write(ref _target, value);
            // Datagrams have no connection that could stay: the next one of each sender goes to the new place.
            lock (_conversations)
                Forget(static _ => true);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        _listener.Dispose();
        await _receiving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _forgetting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_conversations)
            Forget(static _ => true);
        _stopping.Dispose();
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[MaxDatagramBytes];
        var from = new SocketAddress(_listener.AddressFamily);
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var length = await _listener.ReceiveFromAsync(buffer, SocketFlags.None, from, _stopping.Token).ConfigureAwait(false);
                var conversation = await FindAsync(from).ConfigureAwait(false);
                await conversation.SendAsync(buffer.AsMemory(0, length), _stopping.Token).ConfigureAwait(false);
            }
            catch (Exception problem) when (problem is SocketException or NativeException || problem is ObjectDisposedException && !_stopping.IsCancellationRequested)
            {
                // Nobody listens inside, or a sender is gone: a datagram may get lost.
            }
        }
    }

    private async Task<UdpConversation> FindAsync(SocketAddress from)
    {
        while (true)
        {
            lock (_conversations)
            {
                if (_conversations.TryGetValue(from, out var known))
                    return known;
            }
            var target = Target;
            var inside = await target.Network.ConnectDatagramAsync(new(IPAddress.Loopback, target.Port), _stopping.Token).ConfigureAwait(false);
            if (Begin(from, inside, target) is { } conversation)
                return conversation;
        }
    }

    // Null where the target became another while the socket was made: kept, it would carry all that this sender says to where nothing shall go any more.
    private UdpConversation? Begin(SocketAddress from, Socket inside, PortTarget target)
    {
        // The address that datagrams are received into is the next one's as well.
        var own = new SocketAddress(from.Family, from.Size);
        from.Buffer.Span[..from.Size].CopyTo(own.Buffer.Span);
        lock (_conversations)
        {
            if (target != Target)
            {
                inside.Dispose();
                return null;
            }
            if (_conversations.Count >= _options.MaxConnections)
            {
                var silent = _conversations.MinBy(static pair => pair.Value.LastHeard).Value;
                Forget(each => each == silent);
            }
            var conversation = new UdpConversation(inside, answer => _listener.SendToAsync(answer, SocketFlags.None, own, _stopping.Token));
            _conversations.Add(own, conversation);
            Volatile.Write(ref _count, _conversations.Count);
            return conversation;
        }
    }

    private async Task ForgetAsync()
    {
        using var timer = new PeriodicTimer(_options.IdleDatagrams / 4);
        while (await timer.WaitForNextTickAsync(_stopping.Token).ConfigureAwait(false))
        {
            lock (_conversations)
                Forget(conversation => Environment.TickCount64 - conversation.LastHeard > _options.IdleDatagrams.TotalMilliseconds);
        }
    }

    // Whoever calls holds the lock.
    private void Forget(Predicate<UdpConversation> choose)
    {
        foreach (var (sender, conversation) in _conversations.Where(pair => choose(pair.Value)).ToList())
        {
            _conversations.Remove(sender);
            conversation.Dispose();
        }
        Volatile.Write(ref _count, _conversations.Count);
    }
}
