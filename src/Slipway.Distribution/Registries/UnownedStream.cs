// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Distribution;

/// <summary>Reads a stream on, and leaves it open.</summary>
internal sealed class UnownedStream(Stream inner) : AsyncReadStream
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, cancellationToken);
}
