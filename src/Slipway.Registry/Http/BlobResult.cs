// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>
/// A whole blob. Its last bytes wait until all are known to be right: by the digest of what is sent or, where this process has found the file right
/// before, by nobody having touched it since. So a client never has all bytes of a blob that isn't right. Owns the blob.
/// </summary>
internal sealed class BlobResult(StoredBlob blob, BlobStore store, RepositoryName repository) : IResult
{
    private int _lastChunk;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using (blob)
        {
            httpContext.Response.ContentLength = blob.Size;
            httpContext.Response.ContentType = "application/octet-stream";
            if (store.IsVerified(blob) && await SendVerifiedAsync(httpContext))
                return;
            using var hash = IncrementalHash.CreateHash(blob.Digest.HashName);
            var left = await SendButLastAsync(httpContext, hash);
            if (left > 0 || Digest.FromHash(hash.AlgorithmName, hash.GetCurrentHash()) != blob.Digest)
                await StopAsync(httpContext, left);
            store.SayVerified(blob);
            await SendLastAsync(httpContext);
        }
    }

    // False where somebody has touched the file and nothing is sent yet: then the digest says what it is worth.
    private async Task<bool> SendVerifiedAsync(HttpContext context)
    {
        var last = (int)Math.Min(blob.Size, BlobBody.ChunkSize);
        if (blob.Size > last)
        {
            if (!blob.IsUntouched)
                return false;
            await BlobBody.SendAsync(context, blob, new(0, blob.Size - last));
        }
        var memory = context.Response.BodyWriter.GetMemory(last)[..last];
        if (await ReadLastAsync(context, memory) && blob.IsUntouched)
        {
            _lastChunk = last;
            await SendLastAsync(context);
            return true;
        }
        if (!context.Response.HasStarted)
            return false;
        context.Abort();
        throw OciException.BlobUnknown(repository, blob.Digest);
    }

    private async ValueTask<bool> ReadLastAsync(HttpContext context, Memory<byte> memory)
    {
        while (!memory.IsEmpty && await blob.ReadAsync(memory, blob.Size - memory.Length, context.RequestAborted) is > 0 and var count)
            memory = memory[count..];
        return memory.IsEmpty;
    }

    // Sends all but the last chunk, and returns how many bytes are missing.
    private async Task<long> SendButLastAsync(HttpContext context, IncrementalHash hash)
    {
        _lastChunk = 0;
        var (left, waiting) = (blob.Size, 0);
        while (left > 0 && await ReadAsync(context, hash, left) is > 0 and var count)
        {
            left -= count;
            if (left == 0)
                break;
            context.Response.BodyWriter.Advance(count);
            waiting += count;
            // The last chunk stays behind in its memory, so nothing may wait before it.
            if (waiting < BlobBody.FlushSize && left > BlobBody.ChunkSize)
                continue;
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
            waiting = 0;
        }
        return left;
    }

    private async Task SendLastAsync(HttpContext context)
    {
        if (_lastChunk > 0)
            context.Response.BodyWriter.Advance(_lastChunk);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private async ValueTask<int> ReadAsync(HttpContext context, IncrementalHash hash, long left)
    {
        var memory = context.Response.BodyWriter.GetMemory((int)Math.Min(BlobBody.ChunkSize, left));
        var room = memory[..(int)Math.Min(memory.Length, left)];
        var count = await blob.ReadAsync(room, blob.Size - left, context.RequestAborted);
        hash.AppendData(room.Span[..count]);
        return _lastChunk = count;
    }

    private async Task StopAsync(HttpContext context, long missing)
    {
        await store.ReportBadAsync(blob.Record, missing > 0 ? $"its file ends {missing} bytes too early" : "its bytes have another digest");
        if (context.Response.HasStarted)
            context.Abort();
        throw OciException.BlobUnknown(repository, blob.Digest);
    }
}
