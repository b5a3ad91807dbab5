// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Buffers.Binary;

namespace Slipway.Oci.Layers;

/// <summary>
/// Compresses what is written into one gzip member (RFC 1952), in blocks of 1 MiB on several cores. The bytes depend on the content, the level and the version
/// of zlib, not on the number of workers, on timing, or on how the content is cut into writes. Memory is bounded by the workers. Does not own its output.
/// </summary>
internal sealed class ParallelGzipStream(Stream output, int level, int workers) : Stream
{
    private const int BlockSize = 1 << 20;

    // Deflate, no flags, no time, no extra flags, system unknown: nothing of the machine.
    private static readonly byte[] Header = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF];

    private readonly Queue<Task<GzipBlock>> _compressing = new();
    private byte[] _block = ArrayPool<byte>.Shared.Rent(BlockSize);
    private int _used;
    private long _length;
    private uint _crc;
    private bool _begun;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _length + _used;

    public override long Position { get => Length; set => throw new NotSupportedException(); }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            var fitting = Math.Min(buffer.Length, BlockSize - _used);
            buffer.Span[..fitting].CopyTo(_block.AsSpan(_used));
            _used += fitting;
            buffer = buffer[fitting..];
            if (_used == BlockSize)
                await SubmitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Writes the rest and the end of the member.</summary>
    internal async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        if (_used > 0)
            await SubmitAsync(cancellationToken).ConfigureAwait(false);
        while (_compressing.Count > 0)
            await WriteOldestAsync(cancellationToken).ConfigureAwait(false);
        await BeginAsync(cancellationToken).ConfigureAwait(false);
        var end = new byte[10];
        end[0] = 3; // an empty last block of deflate, in fixed codes
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(2), _crc);
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(6), (uint)_length);
        await output.WriteAsync(end, cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask DisposeAsync()
    {
        // Left only when something went wrong; that is what the caller hears of.
        while (_compressing.TryDequeue(out var task))
            (await task.ConfigureAwait(false)).Dispose();
        ArrayPool<byte>.Shared.Return(_block);
        _block = [];
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private async ValueTask SubmitAsync(CancellationToken cancellationToken)
    {
        var (block, used) = (_block, _used);
        (_block, _used) = (ArrayPool<byte>.Shared.Rent(BlockSize), 0);
        _length += used;
        _compressing.Enqueue(Task.Run(() => GzipBlock.Compress(block, used, level), CancellationToken.None)); // else the buffer would be lost
        while (_compressing.Count > workers || _compressing.TryPeek(out var oldest) && oldest.IsCompleted)
            await WriteOldestAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask WriteOldestAsync(CancellationToken cancellationToken)
    {
        await BeginAsync(cancellationToken).ConfigureAwait(false);
        using var block = await _compressing.Dequeue().ConfigureAwait(false);
        await output.WriteAsync(block.Compressed, cancellationToken).ConfigureAwait(false);
        _crc = Crc32.Combine(_crc, block.Crc, block.UncompressedLength);
    }

    private async ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        if (_begun)
            return;
        _begun = true;
        await output.WriteAsync(Header, cancellationToken).ConfigureAwait(false);
    }

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("A layer is written asynchronously.");

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
