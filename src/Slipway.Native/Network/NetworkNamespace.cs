// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Native;

/// <summary>
/// A network of its own with nothing but the loopback interface: no way out, and in only through sockets that we make inside it. A socket belongs
/// for good to the namespace of the thread that makes it, so one thread stays inside to make them, and everything else happens outside.
/// </summary>
public sealed partial class NetworkNamespace : IDisposable
{
    private const int NewNetwork = 0x40000000;
    private const string OwnNamespace = "/proc/thread-self/ns/net";

    private readonly SafeFileHandle _handle;
    private readonly BlockingCollection<Action> _requests = [];
    private readonly Lock _starting = new();
    private Thread? _inside;

    private NetworkNamespace(SafeFileHandle handle, string path) => (_handle, Path) = (handle, path);

    /// <summary>The file that stands for the namespace and keeps it alive.</summary>
    public string Path { get; }

    /// <summary>Makes a namespace with its loopback interface up and binds it to a new file, by which it lives until <see cref="Delete"/>.</summary>
    /// <param name="path">The absolute path of the file; its folder exists.</param>
    /// <exception cref="NativeException">The system refused; it needs CAP_SYS_ADMIN.</exception>
    public static NetworkNamespace Create(string path)
    {
        File.Create(path).Dispose();
        OnOwnThread.Run(() =>
        {
            if (Unshare(NewNetwork) != 0)
                throw NativeException.FromLastError("Cannot create a network namespace");
            Loopback.BringUp();
            FileSystemMount.Bind(OwnNamespace, path, MountAccess.None);
        });
        return Open(path);
    }

    /// <summary>Opens a namespace that exists.</summary>
    /// <param name="path">The file that <see cref="Create"/> bound it to, or /proc/pid/ns/net.</param>
    public static NetworkNamespace Open(string path) => new(File.OpenHandle(path), path);

    /// <summary>Takes the file away, and the namespace with it once no process is in it. Nothing happens if there is none.</summary>
    /// <exception cref="NativeException">The system refused.</exception>
    public static void Delete(string path)
    {
        FileSystemMount.Unmount(path);
        File.Delete(path);
    }

    /// <summary>Connects to a loopback address inside.</summary>
    /// <returns>The connected socket, which the caller disposes.</returns>
    /// <exception cref="SocketException">Nothing answers there.</exception>
    public Task<Socket> ConnectAsync(IPEndPoint endPoint, CancellationToken cancellationToken) =>
        OpenAsync(endPoint, SocketType.Stream, socket => socket.ConnectAsync(endPoint, cancellationToken).AsTask(), cancellationToken);

    /// <summary>Connects to a loopback address inside, for <see cref="SocketRelay"/> alone: the socket itself doesn't know that it is connected.</summary>
    /// <inheritdoc cref="ConnectAsync"/>
    public Task<Socket> ConnectForRelayAsync(IPEndPoint endPoint, CancellationToken cancellationToken) =>
        OpenAsync(endPoint, SocketType.Stream, socket => QuietConnection.ConnectAsync(socket, endPoint, cancellationToken), cancellationToken);

    /// <summary>A datagram socket inside that sends to a loopback address and hears it alone.</summary>
    /// <returns>The socket, which the caller disposes.</returns>
    public Task<Socket> ConnectDatagramAsync(IPEndPoint endPoint, CancellationToken cancellationToken) =>
        OpenAsync(endPoint, SocketType.Dgram, socket => socket.ConnectAsync(endPoint, cancellationToken).AsTask(), cancellationToken);

    /// <summary>Listens on a loopback address inside.</summary>
    /// <returns>The listening socket, which the caller disposes.</returns>
    /// <exception cref="SocketException">The address is taken.</exception>
    public Task<Socket> ListenAsync(IPEndPoint endPoint, CancellationToken cancellationToken) => OpenAsync(
        endPoint, SocketType.Stream, socket =>
        {
            const int backlog = 128;
            socket.Bind(endPoint);
            socket.Listen(backlog);
            return Task.CompletedTask;
        },
        cancellationToken);

    /// <summary>A datagram socket inside that hears a loopback address.</summary>
    /// <returns>The socket, which the caller disposes.</returns>
    /// <exception cref="SocketException">The address is taken.</exception>
    public Task<Socket> BindDatagramAsync(IPEndPoint endPoint, CancellationToken cancellationToken) => OpenAsync(
        endPoint, SocketType.Dgram, socket =>
        {
            socket.Bind(endPoint);
            return Task.CompletedTask;
        },
        cancellationToken);

    /// <summary>Lets go of the namespace; the file and the sockets made inside stay.</summary>
    public void Dispose()
    {
        lock (_starting)
            _requests.CompleteAdding();
        _handle.Dispose();
    }

    internal int Descriptor => (int)_handle.DangerousGetHandle();

    /// <summary>Does something on a thread that is inside, and then ends.</summary>
    internal void RunInside(Action action) => OnOwnThread.Run(() =>
    {
        Enter();
        action();
    });

    private async Task<Socket> OpenAsync(IPEndPoint endPoint, SocketType type, Func<Socket, Task> use, CancellationToken cancellationToken)
    {
        var socket = await CreateSocketAsync(endPoint, type, cancellationToken).ConfigureAwait(false);
        try
        {
            await use(socket).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private Task<Socket> CreateSocketAsync(IPEndPoint endPoint, SocketType type, CancellationToken cancellationToken)
    {
        if (!IPAddress.IsLoopback(endPoint.Address))
            throw new ArgumentException($"Inside a network of its own only loopback addresses exist, not {endPoint.Address}.", nameof(endPoint));
        var completion = new TaskCompletionSource<Socket>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_starting)
        {
            ObjectDisposedException.ThrowIf(_requests.IsAddingCompleted, this);
            StartInside();
            _requests.Add(() => Complete(completion, endPoint.AddressFamily, type), cancellationToken);
        }
        return completion.Task;
    }

    private static void Complete(TaskCompletionSource<Socket> completion, AddressFamily family, SocketType type)
    {
        try
        {
            completion.SetResult(type == SocketType.Stream ? new(family, type, ProtocolType.Tcp) { NoDelay = true } : new(family, type, ProtocolType.Udp));
        }
        catch (SocketException problem)
        {
            completion.SetException(problem);
        }
    }

    private void StartInside()
    {
        if (_inside is not null)
            return;
        var entered = new TaskCompletionSource();
        var thread = new Thread(() => WorkInside(entered), 256 * 1024) { IsBackground = true, Name = "network namespace" };
        thread.Start();
        entered.Task.GetAwaiter().GetResult();
        _inside = thread;
    }

    private void WorkInside(TaskCompletionSource entered)
    {
        try
        {
            Enter();
        }
        catch (NativeException problem)
        {
            entered.SetException(problem);
            return;
        }
        entered.SetResult();
        foreach (var request in _requests.GetConsumingEnumerable())
            request();
        _requests.Dispose();
    }

    private void Enter()
    {
        if (SetNamespace(_handle, NewNetwork) != 0)
            throw NativeException.FromLastError($"Cannot enter the network namespace '{Path}'");
    }

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int Unshare(int flags);

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(SafeFileHandle handle, int type);
}
