// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci.Tar;

namespace Slipway.Oci.Layers;

/// <summary>Bytes that were looked at, and the stream that they came from. Owns the stream.</summary>
internal sealed class PrefixedStream(ReadOnlyMemory<byte> prefix, Stream rest) : ForwardStream
{
    public override long Length => throw new NotSupportedException();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Consumed >= prefix.Length)
            return await rest.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        var left = prefix[(int)Consumed..];
        var count = Math.Min(left.Length, buffer.Length);
        left[..count].CopyTo(buffer);
        Consumed += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            rest.Dispose();
        base.Dispose(disposing);
    }
}
