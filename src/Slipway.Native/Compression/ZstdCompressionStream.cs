// SPDX-License-Identifier: Apache-2.0
using System.Buffers;

namespace Slipway.Native;

/// <summary>
/// Compresses what is written into one zstd frame with a checksum, by the system's libzstd on one thread: the bytes depend on the content, the level and the
/// library's version. <see cref="CompleteAsync"/> ends the frame; a stream that is only disposed stays without its end.
/// </summary>
public sealed class ZstdCompressionStream : Stream
{
    private const int BufferSize = 256 * 1024;

    private readonly Stream _output;
    private readonly bool _leaveOpen;
    private readonly ZstdContext _context;
    private byte[] _input = ArrayPool<byte>.Shared.Rent(BufferSize);
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    private int _used;

    /// <summary>Writes to <paramref name="output"/>, which is disposed with this stream unless <paramref name="leaveOpen"/>.</summary>
    /// <param name="output">Where the compressed bytes go.</param>
    /// <param name="level">1 (fast) to 19 (small); 3 is zstd's own default.</param>
    /// <param name="leaveOpen">Whether the output outlives this stream.</param>
    /// <exception cref="PlatformNotSupportedException">The system has no libzstd.so.1.</exception>
    public ZstdCompressionStream(Stream output, int level, bool leaveOpen = false)
    {
        if (!ZstdLibrary.IsAvailable)
            throw new PlatformNotSupportedException("zstd needs the system's libzstd.so.1, which is not installed (Debian: apt-get install libzstd1).");
        ArgumentOutOfRangeException.ThrowIfLessThan(level, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, 19);
        (_output, _leaveOpen, _context) = (output, leaveOpen, ZstdContext.ForCompression());
        ZstdLibrary.Check(ZstdLibrary.SetParameter(_context, ZstdLibrary.ParameterLevel, level), "set the level");
        ZstdLibrary.Check(ZstdLibrary.SetParameter(_context, ZstdLibrary.ParameterChecksum, 1), "ask for a checksum");
    }

    /// <summary>The version of the system's libzstd, such as 1.5.4; empty where there is none.</summary>
    public static string LibraryVersion { get; } = !ZstdLibrary.IsAvailable ? ""
        : $"{ZstdLibrary.VersionNumber() / 10000}.{ZstdLibrary.VersionNumber() / 100 % 100}.{ZstdLibrary.VersionNumber() % 100}";

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // Gathered into pieces of one size, so that the bytes do not depend on how the content is cut into writes.
        while (!buffer.IsEmpty)
        {
            var fitting = Math.Min(buffer.Length, BufferSize - _used);
            buffer.Span[..fitting].CopyTo(_input.AsSpan(_used));
            _used += fitting;
            buffer = buffer[fitting..];
            if (_used == BufferSize)
                await CompressAsync(ZstdLibrary.DirectiveContinue, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Writes the rest and the end of the frame.</summary>
    public ValueTask CompleteAsync(CancellationToken cancellationToken) => CompressAsync(ZstdLibrary.DirectiveEnd, cancellationToken);

    private async ValueTask CompressAsync(int directive, CancellationToken cancellationToken)
    {
        var taken = 0;
        bool more;
        do
        {
            more = Compress(directive, ref taken, out var written);
            await _output.WriteAsync(_buffer.AsMemory(0, written), cancellationToken).ConfigureAwait(false);
        }
        while (more);
        _used = 0;
    }

    /// <summary>Fills the output buffer once; true says that there is more to come.</summary>
    private unsafe bool Compress(int directive, ref int taken, out int written)
    {
        fixed (byte* input = _input)
        fixed (byte* output = _buffer)
        {
            var from = new ZstdLibrary.Buffer { Start = input, Size = (nuint)_used, Position = (nuint)taken };
            var to = new ZstdLibrary.Buffer { Start = output, Size = BufferSize };
            var left = ZstdLibrary.Check(ZstdLibrary.Compress(_context, ref to, ref from, directive), "compress the stream");
            (taken, written) = ((int)from.Position, (int)to.Position);
            return directive == ZstdLibrary.DirectiveEnd ? left != 0 : from.Position < from.Size;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && _buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_input);
            ArrayPool<byte>.Shared.Return(_buffer);
            (_input, _buffer) = ([], []);
            _context.Dispose();
            if (!_leaveOpen)
                _output.Dispose();
        }
        base.Dispose(disposing);
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("This stream is written asynchronously.");

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();
}
