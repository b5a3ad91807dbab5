// SPDX-License-Identifier: Apache-2.0
using System.Net.Sockets;
using Slipway.Oci;

namespace Slipway.Modules;

/// <summary>The way to a home's agent: a socket that its owner alone may open.</summary>
internal static class AgentSocket
{
    /// <summary>A channel to the agent of a home; nothing is asked yet.</summary>
    public static ApiChannel Open(SlipwayHome home)
    {
        var socket = new AgentOptions { Home = home }.SocketPath;
        var handler = new SocketsHttpHandler { UseProxy = false, ConnectCallback = (_, token) => ConnectAsync(socket, token) };
        return new(
            new(handler) { BaseAddress = new("http://agent/"), Timeout = Timeout.InfiniteTimeSpan },
            $"The agent at '{socket}'", "Start it: slipway serve, or slipway agent.");
    }

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
