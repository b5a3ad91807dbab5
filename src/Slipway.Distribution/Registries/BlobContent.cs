// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Net;

namespace Slipway.Distribution;

/// <summary>A blob, or a run of its bytes, as the body of a request. Owns the stream, which stands at the first byte to send, if it opened it.</summary>
/// <param name="stream">The bytes.</param>
/// <param name="length">How many of them are sent.</param>
/// <param name="sent">Is told after each piece how many have gone.</param>
/// <param name="leaveOpen">Whether the stream stays open for the next piece.</param>
internal sealed class BlobContent(Stream stream, long length, Action<long>? sent, bool leaveOpen) : HttpContent
{
    private const int BufferSize = 256 * 1024;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream output, TransportContext? context, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            for (var gone = 0L; gone < length;)
            {
                var count = await stream.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, length - gone)), cancellationToken).ConfigureAwait(false);
                if (count == 0)
                    throw new EndOfStreamException($"A blob ended after {gone} of {length} bytes.");
                await output.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                gone += count;
                sent?.Invoke(gone);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    protected override bool TryComputeLength(out long computed)
    {
        computed = length;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !leaveOpen)
            stream.Dispose();
        base.Dispose(disposing);
    }
}
