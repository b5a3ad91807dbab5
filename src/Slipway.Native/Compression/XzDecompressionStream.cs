// SPDX-License-Identifier: Apache-2.0
using System.Buffers;

namespace Slipway.Native;

/// <summary>Reads what an xz stream holds, checked, with the system's liblzma; at most 128 MiB of memory, which is more than <c>xz -9</c> needs.</summary>
public sealed class XzDecompressionStream : Stream
{
    private const int BufferSize = 128 * 1024;

    private readonly Stream _input;
    private readonly bool _leaveOpen;
    private readonly XzContext _context;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    private int _start;
    private int _end;
    private bool _isInputOver;
    private bool _isOver;

    /// <summary>Reads from <paramref name="input"/>, which is disposed with this stream unless <paramref name="leaveOpen"/>.</summary>
    /// <exception cref="PlatformNotSupportedException">The system has no liblzma.so.5.</exception>
    public XzDecompressionStream(Stream input, bool leaveOpen = false)
    {
        if (!IsSupported)
            throw new PlatformNotSupportedException("xz needs the system's liblzma.so.5, which is not installed (Debian: apt-get install liblzma5).");
        (_input, _leaveOpen, _context) = (input, leaveOpen, new());
    }

    /// <summary>Whether the system has liblzma.</summary>
    public static bool IsSupported => XzLibrary.IsAvailable;

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
    /// <exception cref="InvalidDataException">The bytes are not xz, are damaged, or end too early.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty && !_isOver)
        {
            if (_start == _end && !_isInputOver)
                Took(await _input.ReadAsync(_buffer, cancellationToken).ConfigureAwait(false));
            if (Decompress(buffer.Span) is > 0 and var count)
                return count;
        }
        return 0;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The bytes are not xz, are damaged, or end too early.</exception>
    public override int Read(Span<byte> buffer)
    {
        while (!buffer.IsEmpty && !_isOver)
        {
            if (_start == _end && !_isInputOver)
                Took(_input.Read(_buffer));
            if (Decompress(buffer) is > 0 and var count)
                return count;
        }
        return 0;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    private void Took(int count)
    {
        (_start, _end) = (0, count);
        _isInputOver = count == 0;
    }

    private unsafe int Decompress(Span<byte> destination)
    {
        fixed (byte* output = destination)
        fixed (byte* input = _buffer)
        {
            var stream = _context.Stream;
            stream->NextInput = input + _start;
            stream->AvailableInput = (nuint)(_end - _start);
            stream->NextOutput = output;
            stream->AvailableOutput = (nuint)destination.Length;
            var code = XzLibrary.Code(stream, _isInputOver ? XzLibrary.ActionFinish : XzLibrary.ActionRun);
            _start = _end - (int)stream->AvailableInput;
            var count = destination.Length - (int)stream->AvailableOutput;
            _isOver = code == XzLibrary.StreamEnd;
            // Without input or room for output the library says so, which is no damage while there is more to come.
            var isWrong = code is not (XzLibrary.Ok or XzLibrary.StreamEnd) && (code != XzLibrary.BufferError || (_isInputOver && count == 0));
            return isWrong ? throw new InvalidDataException($"Cannot decompress the xz stream: {XzLibrary.Describe(code)}.") : count;
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
