// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Distribution;

/// <summary>Reads another stream, which it owns, and tells how far it has come, at most once every 256 KiB.</summary>
internal sealed class CountingStream(Stream inner, Action<long> read) : AsyncReadStream
{
    private const long Step = 256 * 1024;
    private long _position;
    private long _told;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        _position += count;
        if (_position - _told >= Step)
            read(_told = _position);
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
