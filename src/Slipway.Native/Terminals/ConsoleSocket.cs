// SPDX-License-Identifier: Apache-2.0
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Native;

/// <summary>A socket at which an OCI runtime hands over our side of a container's terminal (<c>--console-socket</c>).</summary>
public sealed partial class ConsoleSocket : IDisposable
{
    private const int CloseOnExec = 0x40000000, SocketLevel = 1, Rights = 1, ControlBytes = 64;
    private const short Readable = 1;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Socket _socket;

    private ConsoleSocket(Socket socket, string path) => (_socket, Path) = (socket, path);

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Listens at a path of 107 bytes at most, where nothing is yet.</summary>
    /// <exception cref="SocketException">The system refused.</exception>
    public static ConsoleSocket Listen(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint(path));
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            socket.Listen(1);
            return new(socket, path);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Takes the terminal that a runtime, by now, has sent.</summary>
    /// <exception cref="TimeoutException">It sent none within 10 seconds.</exception>
    /// <exception cref="NativeException">The system refused.</exception>
    public async Task<PseudoTerminal> ReceiveAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            using var connection = await _socket.AcceptAsync(limit.Token).ConfigureAwait(false);
            // Returns when something, or the end, is there to be read.
            await connection.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, limit.Token).ConfigureAwait(false);
            return new(Receive(connection.SafeHandle));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The runtime handed over no terminal within the {Patience.TotalSeconds:0} s it may take.");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _socket.Dispose();
        File.Delete(Path);
    }

    private static unsafe SafeFileHandle Receive(SafeSocketHandle connection)
    {
        var control = stackalloc byte[ControlBytes];
        var text = stackalloc byte[4096];
        var part = new Part { Start = text, Length = 4096 };
        var message = new Message { Parts = &part, PartCount = 1, Control = control, ControlLength = ControlBytes };
        while (ReceiveMessage(connection, ref message, CloseOnExec) < 0)
        {
            var errno = Marshal.GetLastPInvokeError();
            if (errno is not (Errno.Interrupted or Errno.TryAgain))
                throw new NativeException("Cannot take over a terminal", errno);
            var entry = new PollEntry((int)connection.DangerousGetHandle(), Readable);
            _ = Poll(ref entry, 1, (int)Patience.TotalMilliseconds);
        }
        // struct cmsghdr: its length, level and type, then one descriptor.
        var head = (nuint*)control;
        var kind = (int*)(head + 1);
        if (message.ControlLength < (nuint)(sizeof(nuint) + 3 * sizeof(int)) || kind[0] != SocketLevel || kind[1] != Rights)
            throw new IOException("The runtime sent no terminal.");
        return new(kind[2], ownsHandle: true);
    }

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    private static partial nint ReceiveMessage(SafeSocketHandle socket, ref Message message, int flags);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollEntry entries, nuint count, int timeout);

    // struct iovec
    private unsafe struct Part
    {
        public byte* Start;
        public nuint Length;
    }

    // struct msghdr
    private unsafe struct Message
    {
        public void* Name;
        public uint NameLength;
        public Part* Parts;
        public nuint PartCount;
        public byte* Control;
        public nuint ControlLength;
        public int Flags;
    }
}
