// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Slipway.Native;

/// <summary>Two sockets that are relayed to each other; the thread of a <see cref="RelayLoop"/> alone touches it.</summary>
internal sealed class RelayConnection : IDisposable
{
    private readonly RelayDirection _forth, _back;

    internal RelayConnection(SafeHandle one, SafeHandle other)
    {
        (One, Other) = (one, other);
        _forth = new(one, other);
        try
        {
            _back = new(other, one);
        }
        catch
        {
            _forth.Dispose();
            throw;
        }
    }

    internal SafeHandle One { get; }

    internal SafeHandle Other { get; }

    /// <summary>Whether both ends were passed on; false if a socket broke.</summary>
    internal TaskCompletionSource<bool> Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Takes note of what the kernel says of one of its sockets.</summary>
    internal void Note(bool isOne, uint events)
    {
        const uint broken = RelayCalls.Error | RelayCalls.HangUp;
        var (from, to) = isOne ? (_forth, _back) : (_back, _forth);
        from.CanRead |= (events & (RelayCalls.In | RelayCalls.PeerEnded | broken)) != 0;
        to.CanWrite |= (events & (RelayCalls.Out | broken)) != 0;
    }

    /// <summary>Carries what can be carried now in both directions.</summary>
    internal RelayProgress Pump() => (_forth.Pump(), _back.Pump()) switch
    {
        (RelayProgress.Broke, _) or (_, RelayProgress.Broke) => RelayProgress.Broke,
        (RelayProgress.Ended, RelayProgress.Ended) => RelayProgress.Ended,
        (RelayProgress.HasMore, _) or (_, RelayProgress.HasMore) => RelayProgress.HasMore,
        _ => RelayProgress.Waits,
    };

    public void Dispose()
    {
        _forth.Dispose();
        _back.Dispose();
    }
}
