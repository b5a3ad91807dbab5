// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net.Sockets;
using Slipway.Containers;
using Slipway.Native;

namespace Slipway.Build;

/// <summary>
/// A socket for one step, behind which an SSH agent stands. A step may have signatures made and see which keys there are; it can't add, take away or
/// lock keys, nor reach whatever else the agent can do (draft-miller-ssh-agent).
/// </summary>
internal sealed class SshAgentForward : IAsyncDisposable
{
    private const int MaxMessageBytes = 256 * 1024;
    private const byte Failure = 5, ListKeys = 11, Sign = 13;

    private readonly WritableSnapshot _place;
    private readonly RootedSocket _listener;
    private readonly string _agent;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, bool> _connections = new();
    private readonly Task _accepting;

    private SshAgentForward(WritableSnapshot place, RootedSocket listener, string agent)
    {
        (_place, _listener, _agent) = (place, listener, agent);
        _accepting = AcceptAsync();
    }

    /// <summary>The absolute path of the socket, on this machine.</summary>
    public string Socket => _listener.Path;

    /// <summary>Opens a socket.</summary>
    /// <param name="services">Says where sockets are.</param>
    /// <param name="agent">The agent's socket.</param>
    /// <param name="mode">The mode of the new one.</param>
    /// <param name="user">Its owner.</param>
    /// <param name="group">Its group.</param>
    public static SshAgentForward Open(BuildServices services, string agent, int mode, uint user, uint group)
    {
        var place = services.Snapshots.CreateWritable(); // swept if this process dies
        try
        {
            var listener = RootedSocket.Listen(place.UpperPath, "agent");
            LinuxFile.SetOwner(listener.Path, user, group);
            LinuxFile.SetMode(listener.Path, mode);
            return new(place, listener, agent);
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _listener.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(_connections.Keys).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _place.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var client = await _listener.Socket.AcceptAsync(_stop.Token).ConfigureAwait(false);
            var connection = ServeAsync(client);
            _connections[connection] = true;
            _ = connection.ContinueWith(done => _connections.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private async Task ServeAsync(Socket client)
    {
        var step = new NetworkStream(client, ownsSocket: true);
        await using (step.ConfigureAwait(false))
        {
            try
            {
                using var socket = await RootedSocket.ConnectAsync(_agent, _stop.Token).ConfigureAwait(false);
                var agent = new NetworkStream(socket, ownsSocket: false);
                await using (agent.ConfigureAwait(false))
                {
                    while (await ReadAsync(step, _stop.Token).ConfigureAwait(false) is { } request)
                        await AnswerAsync(step, agent, request, _stop.Token).ConfigureAwait(false);
                }
            }
            catch (Exception problem) when (problem is IOException or SocketException or InvalidDataException or OperationCanceledException)
            {
                // The step sees its connection end, which is what it gets from an agent that dies.
            }
        }
    }

    private static async Task AnswerAsync(Stream step, Stream agent, byte[] request, CancellationToken cancellationToken)
    {
        if (request[0] is not (ListKeys or Sign))
        {
            await WriteAsync(step, [Failure], cancellationToken).ConfigureAwait(false);
            return;
        }
        await WriteAsync(agent, request, cancellationToken).ConfigureAwait(false);
        var answer = await ReadAsync(agent, cancellationToken).ConfigureAwait(false) ?? throw new InvalidDataException("The SSH agent went away.");
        await WriteAsync(step, answer, cancellationToken).ConfigureAwait(false);
    }

    // A length of four bytes, then as many; at least the kind.
    private static async Task<byte[]?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var head = new byte[4];
        if (await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false) < head.Length)
            return null;
        var length = BinaryPrimitives.ReadUInt32BigEndian(head);
        if (length is 0 or > MaxMessageBytes)
            throw new InvalidDataException($"A message to an SSH agent has {length} bytes, where 1 to {MaxMessageBytes} are taken.");
        var message = new byte[length];
        await stream.ReadExactlyAsync(message, cancellationToken).ConfigureAwait(false);
        return message;
    }

    private static async Task WriteAsync(Stream stream, byte[] message, CancellationToken cancellationToken)
    {
        var framed = new byte[4 + message.Length];
        BinaryPrimitives.WriteUInt32BigEndian(framed, (uint)message.Length);
        message.CopyTo(framed, 4);
        await stream.WriteAsync(framed, cancellationToken).ConfigureAwait(false);
    }
}
