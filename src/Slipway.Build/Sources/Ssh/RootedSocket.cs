// SPDX-License-Identifier: Apache-2.0
using System.Net.Sockets;
using Slipway.Native;

namespace Slipway.Build;

/// <summary>Unix sockets at any path: the kernel takes no more than 107 bytes of one, so the folder is named by its descriptor.</summary>
internal sealed class RootedSocket : IDisposable
{
    private RootedSocket(Socket socket, string path) => (Socket, Path) = (socket, path);

    public Socket Socket { get; }

    /// <summary>The absolute path.</summary>
    public string Path { get; }

    /// <summary>Listens on a new socket in a folder.</summary>
    public static RootedSocket Listen(string folder, string name)
    {
        using var directory = LinuxFile.OpenDirectory(folder);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint($"/proc/self/fd/{directory.DangerousGetHandle()}/{name}"));
            socket.Listen();
            return new(socket, System.IO.Path.Combine(folder, name));
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Connects to a socket.</summary>
    public static async Task<Socket> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        using var directory = LinuxFile.OpenDirectory(System.IO.Path.GetDirectoryName(path)!);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            var end = new UnixDomainSocketEndPoint($"/proc/self/fd/{directory.DangerousGetHandle()}/{System.IO.Path.GetFileName(path)}");
            await socket.ConnectAsync(end, cancellationToken).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void Dispose() => Socket.Dispose();
}
