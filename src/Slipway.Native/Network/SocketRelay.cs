// SPDX-License-Identifier: Apache-2.0
using System.Net.Sockets;

namespace Slipway.Native;

/// <summary>
/// Carries bytes between two connected TCP sockets, both ways, through the kernel alone (splice). The end of one direction is passed on and leaves the other open;
/// who reads slowly slows down who writes. A few threads serve all connections of the process.
/// </summary>
public static class SocketRelay
{
    private const int MaxLoops = 4;

    private static readonly Lazy<RelayLoop>[] Loops =
        [.. Enumerable.Range(0, Math.Clamp(Environment.ProcessorCount, 1, MaxLoops)).Select(static _ => new Lazy<RelayLoop>(static () => new()))];

    private static uint _next;

    /// <summary>Relays until both sides have ended, one breaks, or it is cancelled. The sockets stay the caller's, who does nothing else with them meanwhile.</summary>
    /// <returns>Whether both ends were passed on. If not, <see cref="Reset"/> tells both sides so.</returns>
    /// <exception cref="NativeException">The system has no descriptors left.</exception>
    public static Task<bool> RunAsync(Socket one, Socket other, CancellationToken cancellationToken)
    {
        RelayCalls.MakeNonBlocking(one.SafeHandle);
        RelayCalls.MakeNonBlocking(other.SafeHandle);
        var loop = Loops[Interlocked.Increment(ref _next) % (uint)Loops.Length].Value;
        return loop.RunAsync(new(one.SafeHandle, other.SafeHandle), cancellationToken);
    }

    /// <summary>Sees to it that a socket's other side gets a reset when it is disposed, and no end that looks as if all had been said.</summary>
    public static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new(enable: true, seconds: 0);
        }
        catch (SocketException)
        {
            // It has broken already, and the other side knows.
        }
    }
}
