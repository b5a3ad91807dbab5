// SPDX-License-Identifier: Apache-2.0
using Microsoft.AspNetCore.Http;

namespace Slipway.Registry;

/// <summary>A part of a blob whose bytes were checked before. Owns the blob.</summary>
internal sealed class BlobPartResult(StoredBlob blob, ByteRange part) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using (blob)
        {
            var response = httpContext.Response;
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.ContentLength = part.Length;
            response.ContentType = "application/octet-stream";
            response.Headers.ContentRange = part.ToContentRange(blob.Size);
            await BlobBody.SendAsync(httpContext, blob, part);
        }
    }
}
