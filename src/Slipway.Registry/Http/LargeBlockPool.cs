// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Collections.Concurrent;

namespace Slipway.Registry;

/// <summary>
/// Memory that connections read into and write from, in blocks much larger than Kestrel's own of 4 KiB: blobs then take a thirtieth of the system calls.
/// A connection holds blocks only while bytes pass through it.
/// </summary>
internal sealed class LargeBlockPool : MemoryPool<byte>
{
    /// <summary>How many bytes a block has.</summary>
    public const int BlockSize = 128 * 1024;

    // 16 MiB; what more was needed at once goes back to the system.
    private const int MaxKept = 128;

    private readonly ConcurrentQueue<byte[]> _blocks = new();
    private int _kept;

    public override int MaxBufferSize => BlockSize;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockSize);
        if (_blocks.TryDequeue(out var bytes))
            Interlocked.Decrement(ref _kept);
        // Pinned, for sockets would pin them one by one otherwise; not cleared, for nobody reads what was not written.
        return new Block(this, bytes ?? GC.AllocateUninitializedArray<byte>(BlockSize, pinned: true));
    }

    protected override void Dispose(bool disposing) => _blocks.Clear();

    private void Return(byte[] bytes)
    {
        if (Interlocked.Increment(ref _kept) <= MaxKept)
            _blocks.Enqueue(bytes);
        else
            Interlocked.Decrement(ref _kept);
    }

    private sealed class Block(LargeBlockPool pool, byte[] bytes) : IMemoryOwner<byte>
    {
        private byte[]? _bytes = bytes;

        public Memory<byte> Memory => _bytes ?? throw new ObjectDisposedException(nameof(Block));

        public void Dispose()
        {
            // Given back once, whoever asks for it twice.
            if (Interlocked.Exchange(ref _bytes, null) is { } mine)
                pool.Return(mine);
        }
    }
}
