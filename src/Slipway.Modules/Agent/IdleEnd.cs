// SPDX-License-Identifier: Apache-2.0
using Microsoft.AspNetCore.Connections;

namespace Slipway.Modules;

/// <summary>
/// Ends an agent that has had nothing to do for a while. First its socket goes by another name, so that nobody finds it any more; who found it before is served, and if that gave it
/// something to do, it goes on.
/// </summary>
/// <param name="socket">Where it listens.</param>
/// <param name="after">How long it must have had nothing to do.</param>
/// <param name="isNeeded">Whether there is something that it keeps.</param>
/// <param name="time">The clock.</param>
internal sealed class IdleEnd(string socket, TimeSpan after, Func<bool> isNeeded, TimeProvider time)
{
    // How long whoever has just connected may take until it is seen here.
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan LongestStep = TimeSpan.FromSeconds(5);

    private readonly TimeSpan _step = after < LongestStep ? after : LongestStep;
    private int _connections;
    private int _connected;

    /// <summary>What the socket is called while the agent makes sure that nobody needs it.</summary>
    internal static string ClosingPath(string socket) => $"{socket}.closing";

    /// <summary>Serves a connection, and takes note of it.</summary>
    internal async Task ServeAsync(ConnectionContext connection, ConnectionDelegate serve)
    {
        Interlocked.Increment(ref _connections);
        Interlocked.Increment(ref _connected);
        try
        {
            await serve(connection);
        }
        finally
        {
            Interlocked.Decrement(ref _connections);
        }
    }

    /// <summary>Returns when the agent is to end.</summary>
    /// <exception cref="OperationCanceledException">It ends for another reason.</exception>
    internal async Task WaitAsync(CancellationToken cancellationToken)
    {
        var (idleSince, seen) = (time.GetTimestamp(), 0);
        while (true)
        {
            await Task.Delay(_step, time, cancellationToken);
            if (IsBusy(ref seen))
                idleSince = time.GetTimestamp();
            if (time.GetElapsedTime(idleSince) < after)
                continue;
            File.Move(socket, ClosingPath(socket), overwrite: true);
            await Task.Delay(Grace, time, cancellationToken);
            if (!IsBusy(ref seen))
                return;
            File.Move(ClosingPath(socket), socket);
            idleSince = time.GetTimestamp();
        }
    }

    // Now, or since it was last asked.
    private bool IsBusy(ref int seen)
    {
        var connected = Volatile.Read(ref _connected);
        var isBusy = connected != seen || Volatile.Read(ref _connections) > 0 || isNeeded();
        seen = connected;
        return isBusy;
    }
}
