// SPDX-License-Identifier: Apache-2.0
using Microsoft.AspNetCore.Http;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>Blobs: GET, HEAD and DELETE (distribution-spec end-2 and end-10).</summary>
internal sealed class BlobEndpoints(RegistryServices services)
{
    private readonly BlobStore _blobs = services.Storage.Blobs;

    public async Task<IResult> HeadAsync(RegistryRequest request)
    {
        var digest = request.Digest;
        var blob = await _blobs.FindAsync(request.Repository, digest, request.Aborted) ?? throw OciException.BlobUnknown(request.Repository, digest);
        WriteHeaders(request.Response, digest);
        if (EntityTags.Read(request.Http.Headers.IfNoneMatch)?.Name(digest) == true)
            return new StatusResult(StatusCodes.Status304NotModified);
        request.Response.ContentLength = blob.Size;
        request.Response.ContentType = "application/octet-stream";
        return TypedResults.Empty;
    }

    public async Task<IResult> GetAsync(RegistryRequest request)
    {
        var digest = request.Digest;
        var blob = await _blobs.OpenAsync(request.Repository, digest, request.Aborted) ?? throw OciException.BlobUnknown(request.Repository, digest);
        try
        {
            WriteHeaders(request.Response, digest);
            if (EntityTags.Read(request.Http.Headers.IfNoneMatch)?.Name(digest) == true)
            {
                blob.Dispose();
                return new StatusResult(StatusCodes.Status304NotModified);
            }
            return await ChooseAsync(request, blob);
        }
        catch
        {
            blob.Dispose();
            throw;
        }
    }

    public async Task<IResult> DeleteAsync(RegistryRequest request)
    {
        var removal = request.Happens(RegistryEventKind.DeleteBlob, services.Time) with { Digest = request.Digest };
        if (!await _blobs.UnlinkAsync(removal, request.Aborted))
            throw OciException.BlobUnknown(request.Repository, request.Digest);
        services.Audit.Record(removal);
        return new StatusResult(StatusCodes.Status202Accepted);
    }

    private async Task<IResult> ChooseAsync(RegistryRequest request, StoredBlob blob)
    {
        var headers = request.Http.Headers;
        var isAsked = EntityTags.Read(headers.IfRange)?.Name(request.Digest) != false;
        var ranges = isAsked ? ByteRanges.Parse(headers.Range, blob.Size) : ByteRanges.Whole;
        switch (ranges.Kind)
        {
            case ByteRangeKind.Unsatisfiable:
                request.Response.Headers.ContentRange = $"bytes */{blob.Size}";
                throw OciException.Of(OciErrorCode.RangeInvalid, $"the blob has {blob.Size} bytes, and the range '{headers.Range}' is outside of them");
            case ByteRangeKind.TooMany:
                // 400 is what makes podman ask for fewer.
                throw OciException.Of(OciErrorCode.TooManyRanges, $"the request asks for more than {ByteRanges.MaxCount} parts at once");
            case ByteRangeKind.Parts:
                // A part can't be checked by the digest, so the whole has been.
                if (!await _blobs.VerifyOnceAsync(blob, request.Aborted))
                    throw OciException.BlobUnknown(request.Repository, request.Digest);
                return ranges.Parts is [var part] ? new BlobPartResult(blob, part) : new BlobPartsResult(blob, ranges.Parts);
            default:
                return new BlobResult(blob, _blobs, request.Repository);
        }
    }

    /// <summary>What is said of a blob before its bytes, whole or not.</summary>
    public static void WriteHeaders(HttpResponse response, Digest digest)
    {
        response.Headers["Docker-Content-Digest"] = digest.ToString();
        response.Headers.ETag = EntityTags.Of(digest);
        response.Headers.AcceptRanges = "bytes";
        response.Headers.CacheControl = "max-age=31536000";
    }
}
