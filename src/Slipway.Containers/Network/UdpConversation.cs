// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Net.Sockets;

namespace Slipway.Containers;

/// <summary>What one sender of datagrams and a container's port say to each other.</summary>
internal sealed class UdpConversation : IDisposable
{
    private const int MaxDatagramBytes = 65_535;

    private readonly Socket _inside;
    private readonly Func<ReadOnlyMemory<byte>, ValueTask<int>> _answer;
    private long _lastHeard = Environment.TickCount64;

    /// <param name="inside">A socket to the port; disposed with this.</param>
    /// <param name="answer">Sends what the port says to the sender.</param>
    internal UdpConversation(Socket inside, Func<ReadOnlyMemory<byte>, ValueTask<int>> answer)
    {
        (_inside, _answer) = (inside, answer);
        _ = Task.Run(AnswerAsync);
    }

    /// <summary>When something was last said, in milliseconds of the machine.</summary>
    internal long LastHeard => Volatile.Read(ref _lastHeard);

    internal async Task SendAsync(ReadOnlyMemory<byte> datagram, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _lastHeard, Environment.TickCount64);
        await _inside.SendAsync(datagram, cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _inside.Dispose();

    private async Task AnswerAsync()
    {
        while (true)
        {
            byte[]? buffer = null;
            try
            {
                // Waiting takes no buffer: there may be many that wait.
                await _inside.ReceiveAsync(Memory<byte>.Empty, SocketFlags.Peek, CancellationToken.None).ConfigureAwait(false);
                buffer = ArrayPool<byte>.Shared.Rent(MaxDatagramBytes);
                var length = await _inside.ReceiveAsync(buffer, CancellationToken.None).ConfigureAwait(false);
                Volatile.Write(ref _lastHeard, Environment.TickCount64);
                await _answer(buffer.AsMemory(0, length)).ConfigureAwait(false);
            }
            catch (SocketException problem) when (problem.SocketErrorCode is SocketError.ConnectionRefused or SocketError.ConnectionReset)
            {
                // Nobody listened for the last one; somebody may for the next.
            }
            catch (Exception problem) when (problem is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                return;
            }
            finally
            {
                if (buffer is not null)
                    ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }
}
