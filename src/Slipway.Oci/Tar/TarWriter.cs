// SPDX-License-Identifier: Apache-2.0
using System.Buffers;

namespace Slipway.Oci.Tar;

/// <summary>
/// Writes a tar archive: ustar, with a PAX header only for an entry that ustar cannot hold (long or binary names, large numbers, fractions of a second,
/// extended attributes). The bytes depend on nothing but the entries and their contents. Memory does not grow with the archive.
/// </summary>
public sealed class TarWriter : IAsyncDisposable
{
    private const int BufferSize = 256 * 1024;

    private readonly Stream _output;
    private readonly bool _leaveOpen;
    private readonly ArrayBufferWriter<byte> _header = new(2 * TarFormat.BlockSize);
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    private int _used;
    private bool _complete;

    /// <summary>Writes to <paramref name="output"/>, which is disposed with this writer unless <paramref name="leaveOpen"/>.</summary>
    public TarWriter(Stream output, bool leaveOpen = false) => (_output, _leaveOpen) = (output, leaveOpen);

    /// <summary>How many bytes the archive has so far, those not yet flushed included.</summary>
    public long Length { get; private set; }

    /// <summary>Writes an entry that has no content.</summary>
    /// <exception cref="ArgumentException">The entry says that it has content, or holds what tar cannot.</exception>
    public ValueTask WriteAsync(TarEntry entry, CancellationToken cancellationToken) => WriteAsync(entry, Stream.Null, cancellationToken);

    /// <summary>Writes an entry and its content, of which there must be exactly <see cref="TarEntry.Size"/> bytes. The stream stays open.</summary>
    /// <exception cref="ArgumentException">The entry holds what tar cannot: a NUL in a name, or content without being a regular file.</exception>
    /// <exception cref="IOException">The content is shorter or longer than the entry says.</exception>
    public async ValueTask WriteAsync(TarEntry entry, Stream content, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_complete, this);
        _header.ResetWrittenCount();
        TarHeaderEncoder.Encode(entry, _header);
        await AppendAsync(_header.WrittenMemory, cancellationToken).ConfigureAwait(false);
        await AppendAsync(content, entry, cancellationToken).ConfigureAwait(false);
        await AppendZerosAsync(TarFormat.Padding(entry.Size), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes the end of the archive and flushes. Nothing can be written afterwards. An archive that is only disposed stays without its end.</summary>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_complete, this);
        _complete = true;
        await AppendZerosAsync(2 * TarFormat.BlockSize, cancellationToken).ConfigureAwait(false);
        await FlushBufferAsync(cancellationToken).ConfigureAwait(false);
        await _output.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _complete = true;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        if (!_leaveOpen)
            await _output.DisposeAsync().ConfigureAwait(false);
    }

    private async ValueTask AppendAsync(Stream content, TarEntry entry, CancellationToken cancellationToken)
    {
        var left = entry.Size;
        while (left > 0)
        {
            if (_used == BufferSize)
                await FlushBufferAsync(cancellationToken).ConfigureAwait(false);
            var room = _buffer.AsMemory(_used, (int)Math.Min(left, BufferSize - _used));
            var read = await content.ReadAsync(room, cancellationToken).ConfigureAwait(false);
            if (read == 0)
                throw new IOException($"Cannot write '{entry.Name}' to the tar archive: it has {entry.Size - left} bytes where {entry.Size} were announced; did it change meanwhile?");
            _used += read;
            Length += read;
            left -= read;
        }
        if (content == Stream.Null)
            return;
        if (_used == BufferSize)
            await FlushBufferAsync(cancellationToken).ConfigureAwait(false);
        if (await content.ReadAsync(_buffer.AsMemory(_used, 1), cancellationToken).ConfigureAwait(false) != 0)
            throw new IOException($"Cannot write '{entry.Name}' to the tar archive: it has more than the {entry.Size} bytes announced; did it change meanwhile?");
    }

    private async ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        Length += bytes.Length;
        while (true)
        {
            var fitting = Math.Min(bytes.Length, BufferSize - _used);
            bytes.Span[..fitting].CopyTo(_buffer.AsSpan(_used));
            _used += fitting;
            bytes = bytes[fitting..];
            if (bytes.IsEmpty)
                return;
            await FlushBufferAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask AppendZerosAsync(int count, CancellationToken cancellationToken)
    {
        if (BufferSize - _used < count)
            await FlushBufferAsync(cancellationToken).ConfigureAwait(false);
        _buffer.AsSpan(_used, count).Clear();
        _used += count;
        Length += count;
    }

    private async ValueTask FlushBufferAsync(CancellationToken cancellationToken)
    {
        await _output.WriteAsync(_buffer.AsMemory(0, _used), cancellationToken).ConfigureAwait(false);
        _used = 0;
    }
}
