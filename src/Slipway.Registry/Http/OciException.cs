// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>A request is answered by errors of the distribution specification.</summary>
internal sealed class OciException : Exception
{
    private OciException(OciErrorCode code, params IReadOnlyList<OciError> errors) : base(errors[0].Message) => (Code, Errors) = (code, errors);

    /// <summary>The kind; it decides the HTTP status.</summary>
    public OciErrorCode Code { get; }

    /// <summary>The errors, at least one.</summary>
    public IReadOnlyList<OciError> Errors { get; }

    /// <summary>How long a client should wait; null where that isn't known.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    /// <summary>Too many wrong passwords came from there.</summary>
    public static OciException TooManyLogins(TimeSpan wait) =>
        new(OciErrorCode.TooManyRequests, new OciError { Code = OciErrorCode.TooManyRequests.Code, Message = $"too many wrong logins came from this address; wait {Math.Ceiling(wait.TotalSeconds):0} s" }) { RetryAfter = wait };

    /// <summary>Somebody else wants to be let alone for a while.</summary>
    /// <param name="message">A clause that says who.</param>
    /// <param name="wait">How long; null where that isn't known.</param>
    public static OciException Busy(string message, TimeSpan? wait) =>
        new(OciErrorCode.TooManyRequests, new OciError { Code = OciErrorCode.TooManyRequests.Code, Message = message }) { RetryAfter = wait };

    /// <summary>One error: a clause that says what is wrong and what to do, and what it is about.</summary>
    public static OciException Of(OciErrorCode code, string message, string? detail = null) =>
        new(code, new OciError { Code = code.Code, Message = message, Detail = detail });

    public static OciException ManifestInvalid(string message) => Of(OciErrorCode.ManifestInvalid, message);

    public static OciException DigestInvalid(string? digest) => Of(
        OciErrorCode.DigestInvalid, $"'{Clip(digest)}' is not a digest; expected sha256:<64 lower-case hex digits> or sha512:<128>", Clip(digest));

    public static OciException NameInvalid(string name) => Of(
        OciErrorCode.NameInvalid, $"'{Clip(name)}' is not a repository name; expected lower-case letters, digits and separators (. _ __ -) between slashes", Clip(name));

    public static OciException BlobUnknown(RepositoryName repository, Digest digest) => Of(
        OciErrorCode.BlobUnknown, $"the repository '{repository}' holds no blob {digest}", digest.ToString());

    public static OciException ManifestUnknown(RepositoryName repository, string reference) => Of(
        OciErrorCode.ManifestUnknown, $"the repository '{repository}' holds no manifest '{reference}'", reference);

    public static OciException UploadUnknown(RepositoryName repository) => Of(
        OciErrorCode.BlobUploadUnknown, $"there is no such upload to '{repository}'; it may have ended or expired, so begin another");

    /// <summary>One error for each digest that a manifest names and the repository lacks.</summary>
    public static OciException ManifestBlobUnknown(RepositoryName repository, IEnumerable<Digest> missing) => new(
        OciErrorCode.ManifestBlobUnknown,
        [.. missing.Select(digest => new OciError
        {
            Code = OciErrorCode.ManifestBlobUnknown.Code,
            Message = $"the manifest names {digest}, which the repository '{repository}' does not hold; push it first",
            Detail = digest.ToString(),
        })]);

    private static string Clip(string? text) => text is null ? "" : text.Length <= 160 ? text : string.Concat(text.AsSpan(0, 160), "…");
}
