// SPDX-License-Identifier: Apache-2.0
using System.Buffers;

namespace Slipway.Oci.Tar;

/// <summary>A stream read through a buffer of its own, so that small headers cost no calls, with the position in the archive.</summary>
internal sealed class TarInput(Stream stream) : IDisposable
{
    private const int BufferSize = 128 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    private int _start;
    private int _end;

    /// <summary>How many bytes were taken from the archive so far.</summary>
    internal long Position { get; private set; }

    /// <summary>Reads some bytes; 0 only at the end.</summary>
    internal async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        int count;
        if (_start == _end && destination.Length >= BufferSize / 2)
        {
            count = await stream.ReadAsync(destination, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            if (_start == _end && !await FillAsync(cancellationToken).ConfigureAwait(false))
                return 0;
            count = Math.Min(destination.Length, _end - _start);
            _buffer.AsSpan(_start, count).CopyTo(destination.Span);
            _start += count;
        }
        Position += count;
        return count;
    }

    /// <summary>Fills the whole destination unless the stream ends before; returns how much was read.</summary>
    internal async ValueTask<int> ReadFullyAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        var total = 0;
        while (total < destination.Length && await ReadAsync(destination[total..], cancellationToken).ConfigureAwait(false) is > 0 and var read)
            total += read;
        return total;
    }

    /// <summary>Passes over bytes; returns how many there were.</summary>
    internal async ValueTask<long> SkipAsync(long count, CancellationToken cancellationToken)
    {
        var left = count;
        while (left > 0)
        {
            if (_start == _end && !await FillAsync(cancellationToken).ConfigureAwait(false))
                break;
            var step = (int)Math.Min(left, _end - _start);
            _start += step;
            Position += step;
            left -= step;
        }
        return count - left;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        _start = 0;
        _end = await stream.ReadAsync(_buffer.AsMemory(0, BufferSize), cancellationToken).ConfigureAwait(false);
        return _end > 0;
    }
}
