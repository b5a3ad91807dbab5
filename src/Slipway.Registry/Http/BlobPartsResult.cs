// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Slipway.Registry;

/// <summary>Several parts of a blob whose bytes were checked before, as multipart/byteranges (RFC 9110, section 14.6). Owns the blob.</summary>
internal sealed class BlobPartsResult(StoredBlob blob, IReadOnlyList<ByteRange> parts) : IResult
{
    // Nothing in a blob can be it but by chance, and clients read parts by their length.
    private readonly string _boundary = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using (blob)
        {
            var heads = parts.Select(HeadOf).ToArray();
            var end = Encoding.ASCII.GetBytes($"\r\n--{_boundary}--\r\n");
            var response = httpContext.Response;
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.ContentType = $"multipart/byteranges; boundary={_boundary}";
            response.ContentLength = parts.Sum(static part => part.Length) + heads.Sum(static head => head.Length) + end.Length;
            foreach (var (head, part) in heads.Zip(parts))
            {
                response.BodyWriter.Write(head);
                await BlobBody.SendAsync(httpContext, blob, part);
            }
            response.BodyWriter.Write(end);
            await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
        }
    }

    private byte[] HeadOf(ByteRange part) =>
        Encoding.ASCII.GetBytes($"\r\n--{_boundary}\r\nContent-Type: application/octet-stream\r\nContent-Range: {part.ToContentRange(blob.Size)}\r\n\r\n");
}
