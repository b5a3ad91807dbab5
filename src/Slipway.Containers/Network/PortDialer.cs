// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>How this process connects to the ports of a container.</summary>
internal static class PortDialer
{
    /// <summary>Whether somebody outside reaches the ports of a container in that network.</summary>
    internal static bool Reaches(DefinedNetwork network) => network is DefinedNetwork.OwnNetwork or DefinedNetwork.EgressNetwork or DefinedNetwork.HostNetwork;

    /// <summary>Connects to a port; null where nobody outside can.</summary>
    internal static Func<int, CancellationToken, Task<Socket>>? To(DefinedNetwork network, NetworkNamespace? own) =>
        own is not null ? (port, token) => new PortTarget(own, port).DialAsync(token) : Reaches(network) ? DialHostAsync : null;

    private static async Task<Socket> DialHostAsync(int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellationToken).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
