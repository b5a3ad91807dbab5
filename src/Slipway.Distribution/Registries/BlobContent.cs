// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Net;

namespace Slipway.Distribution;

/// <summary>A blob, or a run of its bytes, as the body of a request.</summary>
/// <param name="openAsync">Opens the bytes, at the first to send; disposed after the last.</param>
/// <param name="length">How many of them are sent.</param>
/// <param name="sent">Is told after each piece how many have gone.</param>
internal sealed class BlobContent(Func<CancellationToken, Task<Stream>> openAsync, long length, Action<long>? sent) : HttpContent
{
    private const int BufferSize = 256 * 1024;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream output, TransportContext? context, CancellationToken cancellationToken)
    {
        var stream = await openAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            await SendAsync(stream, output, cancellationToken).ConfigureAwait(false);
        }
    }

    protected override bool TryComputeLength(out long computed)
    {
        computed = length;
        return true;
    }

    private async Task SendAsync(Stream stream, Stream output, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(BufferSize, Math.Max(length, 1)));
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
}
