// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>A kind of error of the distribution specification: the code that clients know, and the HTTP status it comes with.</summary>
/// <param name="Code">The code, such as <c>BLOB_UNKNOWN</c>.</param>
/// <param name="Status">The HTTP status.</param>
internal sealed record OciErrorCode(string Code, int Status)
{
    public static readonly OciErrorCode BlobUnknown = new("BLOB_UNKNOWN", 404);
    public static readonly OciErrorCode BlobUploadInvalid = new("BLOB_UPLOAD_INVALID", 400);
    public static readonly OciErrorCode BlobUploadUnknown = new("BLOB_UPLOAD_UNKNOWN", 404);
    public static readonly OciErrorCode DigestInvalid = new("DIGEST_INVALID", 400);
    public static readonly OciErrorCode ManifestBlobUnknown = new("MANIFEST_BLOB_UNKNOWN", 400);
    public static readonly OciErrorCode ManifestInvalid = new("MANIFEST_INVALID", 400);
    public static readonly OciErrorCode ManifestTooLarge = new("MANIFEST_INVALID", 413);
    public static readonly OciErrorCode ManifestUnknown = new("MANIFEST_UNKNOWN", 404);
    public static readonly OciErrorCode NameInvalid = new("NAME_INVALID", 400);
    public static readonly OciErrorCode NameUnknown = new("NAME_UNKNOWN", 404);
    public static readonly OciErrorCode TagInvalid = new("TAG_INVALID", 400);
    public static readonly OciErrorCode TooManyTags = new("TAG_INVALID", 414);
    public static readonly OciErrorCode SizeInvalid = new("SIZE_INVALID", 400);
    public static readonly OciErrorCode BlobTooLarge = new("SIZE_INVALID", 413);
    public static readonly OciErrorCode RangeInvalid = new("RANGE_INVALID", 416);
    public static readonly OciErrorCode TooManyRanges = new("RANGE_INVALID", 400);
    public static readonly OciErrorCode PaginationNumberInvalid = new("PAGINATION_NUMBER_INVALID", 400);
    public static readonly OciErrorCode PreconditionFailed = new("DENIED", 412);
    public static readonly OciErrorCode Unauthorized = new("UNAUTHORIZED", 401);
    public static readonly OciErrorCode Denied = new("DENIED", 403);
    public static readonly OciErrorCode Unsupported = new("UNSUPPORTED", 405);
    public static readonly OciErrorCode ReadOnly = new("UNSUPPORTED", 405);
    public static readonly OciErrorCode TooManyRequests = new("TOOMANYREQUESTS", 429);
    public static readonly OciErrorCode NotFound = new("UNSUPPORTED", 404);
    public static readonly OciErrorCode Unavailable = new("UNAVAILABLE", 503);
    public static readonly OciErrorCode BadUpstream = new("UNAVAILABLE", 502);
    public static readonly OciErrorCode Unknown = new("UNKNOWN", 500);
}
