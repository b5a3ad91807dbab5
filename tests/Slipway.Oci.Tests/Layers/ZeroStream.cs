// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci.Tests;

/// <summary>So many zeros, read once.</summary>
internal sealed class ZeroStream(long length) : MemoryStream
{
    private long _left = length;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = (int)Math.Min(_left, buffer.Length);
        buffer.Span[..count].Clear();
        _left -= count;
        return new(count);
    }
}
