// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>A port inside a container's own network.</summary>
/// <param name="Network">The network; its owner disposes it, after whoever forwards to it.</param>
/// <param name="Port">The port on its loopback interface.</param>
/// <param name="Protocol">What it speaks. The default is TCP.</param>
public sealed record PortTarget(NetworkNamespace Network, int Port, PortProtocol Protocol = PortProtocol.Tcp)
{
    /// <summary>Connects for a relay, to 127.0.0.1 or else to ::1: some programs listen on one of them alone.</summary>
    internal Task<Socket> ConnectAsync(CancellationToken cancellationToken) => ConnectAsync(Network.ConnectForRelayAsync, cancellationToken);

    /// <summary>Connects to talk, to 127.0.0.1 or else to ::1.</summary>
    internal Task<Socket> DialAsync(CancellationToken cancellationToken) => ConnectAsync(Network.ConnectAsync, cancellationToken);

    private async Task<Socket> ConnectAsync(Func<IPEndPoint, CancellationToken, Task<Socket>> connect, CancellationToken cancellationToken)
    {
        try
        {
            return await connect(new(IPAddress.Loopback, Port), cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException problem) when (problem.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return await connect(new(IPAddress.IPv6Loopback, Port), cancellationToken).ConfigureAwait(false);
        }
    }
}
