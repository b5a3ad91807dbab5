// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;
using Slipway.Oci.Tar;

namespace Slipway.Oci.Layers;

/// <summary>Hashes what is read through it. Owns what it reads; the hash is the caller's.</summary>
internal sealed class HashingReadStream(Stream input, IncrementalHash hash) : ForwardStream
{
    public override long Length => throw new NotSupportedException();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await input.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        hash.AppendData(buffer.Span[..count]);
        Consumed += count;
        return count;
    }

    public override async ValueTask DisposeAsync()
    {
        await input.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }
}
