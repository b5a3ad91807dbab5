// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;

namespace Slipway.Containers;

/// <summary>A published port: listens on the host and forwards TCP connections or UDP datagrams to a port inside a container's network.</summary>
public sealed class PortProxy : IAsyncDisposable
{
    private const int Backlog = 512;

    private readonly IForwarder _forwarder;

    private PortProxy(IForwarder forwarder) => _forwarder = forwarder;

    /// <summary>Where it listens, with the port that was chosen for 0.</summary>
    public IPEndPoint EndPoint => _forwarder.EndPoint;

    /// <summary>How many connections are open: what a drain waits for.</summary>
    public int ActiveConnections => _forwarder.ActiveConnections;

    /// <summary>Where new connections go; those that are open stay where they are.</summary>
    public PortTarget Target
    {
        get => _forwarder.Target;
        set => _forwarder.Target = value;
    }

    /// <summary>Starts listening.</summary>
    /// <param name="endPoint">The host's address and port; 127.0.0.1 unless strangers may come. Port 0 takes a free one.</param>
    /// <param name="target">Where connections go.</param>
    /// <param name="options">Limits.</param>
    /// <exception cref="IOException">The address is taken, or isn't this machine's.</exception>
    public static PortProxy Start(IPEndPoint endPoint, PortTarget target, ForwardOptions options)
    {
        var isStream = target.Protocol == PortProtocol.Tcp;
        var listener = isStream ? new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) : new Socket(endPoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            listener.Bind(endPoint);
            if (isStream)
                listener.Listen(Backlog);
        }
        catch (SocketException problem)
        {
            listener.Dispose();
            throw new IOException($"Cannot listen on {endPoint}: {problem.Message}. Choose another port, or end what uses it.", problem);
        }
        return new(isStream ? new TcpForwarder(listener, target, options) : new UdpForwarder(listener, target, options));
    }

    /// <summary>Stops listening and ends the open connections.</summary>
    public ValueTask DisposeAsync() => _forwarder.DisposeAsync();
}
