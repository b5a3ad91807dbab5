// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Buffers.Binary;

namespace Slipway.Modules;

/// <summary>Frames over a connection, both ways. One reads at a time; any number may write.</summary>
internal sealed class FrameStream(Stream connection) : IAsyncDisposable
{
    /// <summary>How much one frame holds at most: the largest is an order with all that a container is to be.</summary>
    internal const int MaxContent = 16 * 1024 * 1024;

    private const int HeadBytes = 5, EnoughForMost = 64 * 1024;

    private readonly SemaphoreSlim _writing = new(1);
    private byte[] _read = new byte[EnoughForMost];

    /// <summary>The next frame; null when the other side has closed the connection, or it broke.</summary>
    /// <exception cref="InvalidDataException">It holds more than a frame may.</exception>
    internal async Task<StreamFrame?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await connection.ReadAtLeastAsync(_read.AsMemory(0, HeadBytes), HeadBytes, throwOnEndOfStream: false, cancellationToken) < HeadBytes)
                return null;
            var (kind, length) = ((StreamFrameKind)_read[0], BinaryPrimitives.ReadInt32BigEndian(_read.AsSpan(1)));
            if (length is < 0 or > MaxContent)
                throw new InvalidDataException($"A frame of {length} bytes came; one has {MaxContent} at most.");
            if (_read.Length < length)
                _read = new byte[length];
            await connection.ReadExactlyAsync(_read.AsMemory(0, length), cancellationToken);
            return new(kind, _read.AsMemory(0, length));
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>A frame as it is sent.</summary>
    internal static byte[] Write(StreamFrameKind kind, ReadOnlySpan<byte> content)
    {
        var frame = new byte[HeadBytes + content.Length];
        Fill(frame, kind, content);
        return frame;
    }

    /// <summary>Sends a frame, and waits until it is on its way.</summary>
    /// <exception cref="IOException">The other side is gone.</exception>
    internal async Task WriteAsync(StreamFrameKind kind, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(HeadBytes + content.Length);
        await _writing.WaitAsync(cancellationToken);
        try
        {
            Fill(buffer, kind, content.Span);
            await connection.WriteAsync(buffer.AsMemory(0, HeadBytes + content.Length), cancellationToken);
            await connection.FlushAsync(cancellationToken);
        }
        finally
        {
            _writing.Release();
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void Fill(Span<byte> frame, StreamFrameKind kind, ReadOnlySpan<byte> content)
    {
        frame[0] = (byte)kind;
        BinaryPrimitives.WriteInt32BigEndian(frame[1..], content.Length);
        content.CopyTo(frame[HeadBytes..]);
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
