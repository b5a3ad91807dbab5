// SPDX-License-Identifier: Apache-2.0
using System.Buffers;

namespace Slipway.Native;

/// <summary>Reads what a zstd stream holds, frame after frame, with the system's libzstd. A window of more than 128 MiB is refused by the library.</summary>
public sealed class ZstdDecompressionStream : Stream
{
    private const int BufferSize = 128 * 1024;

    private readonly Stream _input;
    private readonly bool _leaveOpen;
    private readonly ZstdContext _context;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    private int _start;
    private int _end;
    private bool _withinFrame;

    /// <summary>Reads from <paramref name="input"/>, which is disposed with this stream unless <paramref name="leaveOpen"/>.</summary>
    /// <exception cref="PlatformNotSupportedException">The system has no libzstd.so.1.</exception>
    public ZstdDecompressionStream(Stream input, bool leaveOpen = false)
    {
        if (!IsSupported)
            throw new PlatformNotSupportedException("zstd needs the system's libzstd.so.1, which is not installed (Debian: apt-get install libzstd1).");
        (_input, _leaveOpen, _context) = (input, leaveOpen, ZstdContext.ForDecompression());
    }

    /// <summary>Whether the system has libzstd.</summary>
    public static bool IsSupported => ZstdLibrary.IsAvailable;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The bytes are not zstd, or end within a frame.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            if (Decompress(buffer.Span) is > 0 and var count)
                return count;
            (_start, _end) = (0, await _input.ReadAsync(_buffer, cancellationToken).ConfigureAwait(false));
            if (_end == 0)
                return AtEnd();
        }
        return 0;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The bytes are not zstd, or end within a frame.</exception>
    public override int Read(Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            if (Decompress(buffer) is > 0 and var count)
                return count;
            (_start, _end) = (0, _input.Read(_buffer));
            if (_end == 0)
                return AtEnd();
        }
        return 0;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    private int AtEnd() => _withinFrame ? throw new InvalidDataException("The zstd stream ends within a frame.") : 0;

    /// <summary>Decompresses from what is buffered; 0 says that more input is needed.</summary>
    private unsafe int Decompress(Span<byte> destination)
    {
        fixed (byte* output = destination)
        fixed (byte* input = _buffer)
        {
            var to = new ZstdLibrary.Buffer { Start = output, Size = (nuint)destination.Length };
            var from = new ZstdLibrary.Buffer { Start = input, Size = (nuint)_end, Position = (nuint)_start };
            // Also called without input: the library may hold output back when the last destination was too small.
            while (to.Position == 0)
            {
                var before = from.Position;
                var hint = ZstdLibrary.Check(ZstdLibrary.Decompress(_context, ref to, ref from), "decompress the stream");
                // The hint is 0 exactly at the end of a frame; a call that did nothing there would begin the next frame.
                if (from.Position != before || to.Position != 0)
                    _withinFrame = hint != 0;
                if (from.Position == from.Size)
                    break;
            }
            _start = (int)from.Position;
            return (int)to.Position;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && _buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
            _context.Dispose();
            if (!_leaveOpen)
                _input.Dispose();
        }
        base.Dispose(disposing);
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
