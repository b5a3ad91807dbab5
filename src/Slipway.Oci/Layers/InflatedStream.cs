// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci.Tar;

namespace Slipway.Oci.Layers;

/// <summary>What comes out of decompression, stopped where it is far more than went in. Owns what it reads.</summary>
internal sealed class InflatedStream(Stream decompressed, CountingStream input, LayerLimits limits, string shown) : ForwardStream
{
    public override long Length => throw new NotSupportedException();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await decompressed.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        Consumed += count;
        limits.CheckRatio(Consumed, input.Position, shown);
        return count;
    }

    public override async ValueTask DisposeAsync()
    {
        await decompressed.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            decompressed.Dispose();
        base.Dispose(disposing);
    }
}
