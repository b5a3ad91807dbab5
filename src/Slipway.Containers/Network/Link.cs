// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>
/// Lets a container reach one port of another one: we listen inside the first one's network, on an address such as 127.0.0.2 that its /etc/hosts gives
/// the other one's name (<see cref="ContainerSpec.ExtraHosts"/>), and forward into the second one's network. Neither sees anything else of the other.
/// </summary>
public sealed class Link : IAsyncDisposable
{
    private readonly IForwarder _forwarder;

    private Link(IForwarder forwarder) => _forwarder = forwarder;

    /// <summary>Where it listens inside the first container.</summary>
    public IPEndPoint EndPoint => _forwarder.EndPoint;

    /// <summary>Where new connections go; those that are open stay where they are.</summary>
    public PortTarget Target
    {
        get => _forwarder.Target;
        set => _forwarder.Target = value;
    }

    /// <summary>Starts listening.</summary>
    /// <param name="from">The network of the container that wants to reach the other.</param>
    /// <param name="endPoint">A loopback address and a port inside it.</param>
    /// <param name="target">Where connections go.</param>
    /// <param name="options">Limits.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="IOException">The address is taken inside.</exception>
    public static async Task<Link> StartAsync(
        NetworkNamespace from, IPEndPoint endPoint, PortTarget target, ForwardOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return new(target.Protocol == PortProtocol.Tcp
                ? new TcpForwarder(await from.ListenAsync(endPoint, cancellationToken).ConfigureAwait(false), target, options)
                : new UdpForwarder(await from.BindDatagramAsync(endPoint, cancellationToken).ConfigureAwait(false), target, options));
        }
        catch (SocketException problem)
        {
            throw new IOException($"Cannot listen on {endPoint} inside the network '{from.Path}': {problem.Message}.", problem);
        }
    }

    /// <summary>Stops listening and ends the open connections.</summary>
    public ValueTask DisposeAsync() => _forwarder.DisposeAsync();
}
