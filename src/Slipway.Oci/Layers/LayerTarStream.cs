// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;
using Slipway.Oci.Tar;

namespace Slipway.Oci.Layers;

/// <summary>A layer's tar as it comes out of decompression: counted against the limits and digested. Owns what it reads.</summary>
internal sealed class LayerTarStream(Stream decompressed, Func<long> blobPosition, LayerLimits limits, string shown, HashAlgorithmName algorithm) : ForwardStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(algorithm);

    public override long Length => throw new NotSupportedException();

    /// <summary>The digest of all that was read.</summary>
    internal DiffId GetDiffId() => new(Digest.FromHash(algorithm, _hash.GetCurrentHash()));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await decompressed.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        _hash.AppendData(buffer.Span[..count]);
        Consumed += count;
        limits.CheckRatio(Consumed, blobPosition(), shown);
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
        {
            _hash.Dispose();
            decompressed.Dispose();
        }
        base.Dispose(disposing);
    }
}
