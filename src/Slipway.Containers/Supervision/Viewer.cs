// SPDX-License-Identifier: Apache-2.0
using System.Buffers;

namespace Slipway.Containers;

/// <summary>
/// Somebody who is attached to what a program writes, and what waits for them: 1 MiB, and past that the program waits too, or it is left out
/// (<see cref="ViewerPace"/>). Several may offer at once, one takes.
/// </summary>
internal sealed class Viewer(AttachedStreams streams, ViewerPace pace) : IDisposable
{
    /// <summary>How much waits for them.</summary>
    internal const int Capacity = 1024 * 1024;

    private const int BufferBytes = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly LinkedList<Piece> _pieces = [];
    private TaskCompletionSource? _arrival, _room;
    private Piece? _taken;
    private long _lost;
    private int _waiting;
    private bool _isBoundless, _isOver;

    /// <summary>Gives them something, and waits until there is room for it where it is worth waiting for.</summary>
    internal async ValueTask OfferAsync(LogSource source, ReadOnlyMemory<byte> bytes)
    {
        if (!streams.HasFlag(source == LogSource.Output ? AttachedStreams.Output : AttachedStreams.Error))
            return;
        while (Put(source, bytes.Span) is { } room)
            await room.ConfigureAwait(false);
    }

    /// <summary>What comes next; null when nothing comes any more. It is theirs until they ask again.</summary>
    internal async ValueTask<OutputPiece?> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task arrival;
            lock (_lock)
            {
                if (_taken is { } done)
                    ArrayPool<byte>.Shared.Return(done.Buffer);
                _taken = null;
                if (_pieces.First is { } first)
                    return Take(first.Value);
                if (TakeLost() is { } lost)
                    return lost;
                if (_isOver)
                    return null;
                arrival = (_arrival ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }
            await arrival.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>From now on nobody waits for them: what still comes is bounded by the program's pipes.</summary>
    internal void StopWaiting()
    {
        lock (_lock)
        {
            _isBoundless = true;
            MakeRoom();
        }
    }

    /// <summary>Nothing comes any more; what waits may still be taken.</summary>
    internal void End()
    {
        lock (_lock)
        {
            _isOver = true;
            MakeRoom();
            Arrive();
        }
    }

    /// <summary>They are gone: what waits is dropped, and nobody waits for them.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var piece in _pieces)
                ArrayPool<byte>.Shared.Return(piece.Buffer);
            _pieces.Clear();
            (_isOver, _waiting, _lost) = (true, 0, 0);
            MakeRoom();
            Arrive();
        }
    }

    // Null when it is dealt with, else what to wait for before it is tried again.
    private Task? Put(LogSource source, ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            if (_isOver)
                return null;
            if (_waiting > 0 && _waiting + bytes.Length > Capacity && !_isBoundless)
            {
                if (pace == ViewerPace.Awaited)
                    return (_room ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
                _lost += bytes.Length;
                return null;
            }
            if (_lost > 0)
                _pieces.AddLast(new Piece(source, ArrayPool<byte>.Shared.Rent(1)) { Lost = _lost });
            _lost = 0;
            Append(source, bytes);
            Arrive();
            return null;
        }
    }

    // Small pieces share a buffer.
    private void Append(LogSource source, ReadOnlySpan<byte> bytes)
    {
        _waiting += bytes.Length;
        if (_pieces.Last?.Value is not { Lost: 0 } last || last.Source != source || last.Buffer.Length - last.Length < bytes.Length)
        {
            last = new(source, ArrayPool<byte>.Shared.Rent(Math.Max(BufferBytes, bytes.Length)));
            _pieces.AddLast(last);
        }
        bytes.CopyTo(last.Buffer.AsSpan(last.Length));
        last.Length += bytes.Length;
    }

    private OutputPiece Take(Piece piece)
    {
        _pieces.RemoveFirst();
        _taken = piece;
        _waiting -= piece.Length;
        MakeRoom();
        return new(piece.Source, piece.Buffer.AsMemory(0, piece.Length), piece.Lost);
    }

    private OutputPiece? TakeLost()
    {
        if (_lost == 0)
            return null;
        var piece = new OutputPiece(LogSource.Output, ReadOnlyMemory<byte>.Empty, _lost);
        _lost = 0;
        return piece;
    }

    private void MakeRoom()
    {
        _room?.TrySetResult();
        _room = null;
    }

    private void Arrive()
    {
        _arrival?.TrySetResult();
        _arrival = null;
    }

    private sealed record Piece(LogSource Source, byte[] Buffer)
    {
        public int Length { get; set; }

        public long Lost { get; init; }
    }
}
