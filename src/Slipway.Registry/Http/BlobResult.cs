// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>
/// A whole blob. It is hashed as it is sent, and its last bytes wait for the digest: a client never has all bytes of a blob that isn't right.
/// Owns the blob.
/// </summary>
internal sealed class BlobResult(StoredBlob blob, BlobStore store, RepositoryName repository) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using (blob)
        {
            var response = httpContext.Response;
            response.ContentLength = blob.Size;
            response.ContentType = "application/octet-stream";
            using var hash = IncrementalHash.CreateHash(blob.Digest.HashName);
            var left = blob.Size;
            while (left > 0 && await ReadAsync(httpContext, hash, left) is > 0 and var count)
            {
                left -= count;
                if (left == 0)
                    break;
                response.BodyWriter.Advance(count);
                await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
            }
            if (left > 0 || Digest.FromHash(hash.AlgorithmName, hash.GetCurrentHash()) != blob.Digest)
                await StopAsync(httpContext, left);
            store.SayVerified(blob);
            if (blob.Size > 0)
                response.BodyWriter.Advance(LastChunk);
            await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
        }
    }

    private int LastChunk { get; set; }

    private async ValueTask<int> ReadAsync(HttpContext context, IncrementalHash hash, long left)
    {
        var memory = context.Response.BodyWriter.GetMemory((int)Math.Min(BlobBody.ChunkSize, left));
        var room = memory[..(int)Math.Min(memory.Length, left)];
        var count = await blob.ReadAsync(room, blob.Size - left, context.RequestAborted);
        hash.AppendData(room.Span[..count]);
        return LastChunk = count;
    }

    private async Task StopAsync(HttpContext context, long missing)
    {
        await store.ReportBadAsync(blob.Record, missing > 0 ? $"its file ends {missing} bytes too early" : "its bytes have another digest");
        if (context.Response.HasStarted)
            context.Abort();
        throw OciException.BlobUnknown(repository, blob.Digest);
    }
}
