// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>A port inside a container's own network.</summary>
/// <param name="Network">The network; its owner disposes it, after whoever forwards to it.</param>
/// <param name="Port">The port on its loopback interface.</param>
public sealed record PortTarget(NetworkNamespace Network, int Port)
{
    /// <summary>Connects, to 127.0.0.1 or else to ::1: some programs listen on one of them alone.</summary>
    internal async Task<Socket> ConnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await Network.ConnectAsync(new(IPAddress.Loopback, Port), cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException problem) when (problem.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return await Network.ConnectAsync(new(IPAddress.IPv6Loopback, Port), cancellationToken).ConfigureAwait(false);
        }
    }
}
