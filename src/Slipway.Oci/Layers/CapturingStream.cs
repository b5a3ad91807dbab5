// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using Slipway.Oci.Tar;

namespace Slipway.Oci.Layers;

/// <summary>Keeps what is read through it, for small contents that a <see cref="TreeIndex"/> holds. Owns what it reads.</summary>
internal sealed class CapturingStream(Stream input) : ForwardStream
{
    private readonly ArrayBufferWriter<byte> _kept = new();

    public override long Length => throw new NotSupportedException();

    /// <summary>What was read so far.</summary>
    internal ReadOnlyMemory<byte> Kept => _kept.WrittenMemory;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await input.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        _kept.Write(buffer.Span[..count]);
        Consumed += count;
        return count;
    }

    public override async ValueTask DisposeAsync()
    {
        await input.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            input.Dispose();
        base.Dispose(disposing);
    }
}
