// SPDX-License-Identifier: Apache-2.0
using Microsoft.AspNetCore.Http;

namespace Slipway.Registry;

/// <summary>A part of a blob whose bytes were checked before. Owns the blob.</summary>
internal sealed class BlobPartResult(StoredBlob blob, ByteRange range) : IResult
{
    private const int ChunkSize = 256 * 1024;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using (blob)
        {
            var response = httpContext.Response;
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.ContentLength = range.Length;
            response.ContentType = "application/octet-stream";
            response.Headers.ContentRange = $"bytes {range.Start}-{range.End}/{blob.Size}";
            for (var offset = range.Start; offset <= range.End;)
            {
                var memory = response.BodyWriter.GetMemory(ChunkSize);
                var count = blob.File.Read(memory.Span[..(int)Math.Min(memory.Length, range.End - offset + 1)], offset);
                if (count == 0)
                    throw new EndOfStreamException($"The file of {blob.Digest} ended at {offset} while it was read.");
                offset += count;
                response.BodyWriter.Advance(count);
                await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
            }
        }
    }
}
