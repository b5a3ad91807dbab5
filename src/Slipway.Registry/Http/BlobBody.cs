// SPDX-License-Identifier: Apache-2.0
using System.IO.Pipelines;

namespace Slipway.Registry;

/// <summary>Sends bytes of an open blob.</summary>
internal static class BlobBody
{
    /// <summary>How much is read at once.</summary>
    public const int ChunkSize = LargeBlockPool.BlockSize;

    /// <summary>How much is handed to the connection at once: each time costs two changes of thread.</summary>
    public const int FlushSize = 4 * ChunkSize;

    /// <summary>Sends a part whose bytes were checked before.</summary>
    /// <exception cref="EndOfStreamException">The file ended within the part.</exception>
    public static async Task SendAsync(PipeWriter body, StoredBlob blob, ByteRange part, CancellationToken cancellationToken)
    {
        var waiting = 0;
        for (var offset = part.Start; offset <= part.End;)
        {
            var memory = body.GetMemory((int)Math.Min(ChunkSize, part.End - offset + 1));
            var count = await blob.ReadAsync(memory[..(int)Math.Min(memory.Length, part.End - offset + 1)], offset, cancellationToken);
            if (count == 0)
                throw new EndOfStreamException($"The file of {blob.Digest} ended at {offset} while it was read.");
            offset += count;
            body.Advance(count);
            waiting += count;
            if (waiting < FlushSize && offset <= part.End)
                continue;
            await body.FlushAsync(cancellationToken);
            waiting = 0;
        }
    }
}
