// SPDX-License-Identifier: Apache-2.0
using Microsoft.AspNetCore.Http;

namespace Slipway.Registry;

/// <summary>A blob that is sent while it comes. Its last byte waits until all are known to be right, so that no client takes wrong ones for it. Owns the content.</summary>
/// <param name="fetch">What brings it.</param>
/// <param name="content">What came of it, and comes.</param>
/// <param name="size">How many bytes it has.</param>
internal sealed class FetchedBlobResult(BlobFetch fetch, IBlobContent content, long size) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using (content)
        {
            var response = httpContext.Response;
            response.ContentLength = size;
            response.ContentType = "application/octet-stream";
            var sent = 0L;
            do
            {
                var ready = await fetch.WaitAsync(sent, size, httpContext.RequestAborted);
                while (sent < ready)
                    sent += await SendAsync(response, sent, ready, httpContext.RequestAborted);
            }
            while (sent < size);
        }
    }

    private async ValueTask<int> SendAsync(HttpResponse response, long offset, long end, CancellationToken cancellationToken)
    {
        var memory = response.BodyWriter.GetMemory((int)Math.Min(BlobBody.ChunkSize, end - offset));
        var count = await content.ReadAsync(memory[..(int)Math.Min(memory.Length, end - offset)], offset, cancellationToken);
        if (count == 0)
            throw OciException.Of(OciErrorCode.Unavailable, "the blob's bytes that came are gone");
        response.BodyWriter.Advance(count);
        await response.BodyWriter.FlushAsync(cancellationToken);
        return count;
    }
}
