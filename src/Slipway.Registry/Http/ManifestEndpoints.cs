// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>Manifests: GET, HEAD, PUT and DELETE, by tag or digest (distribution-spec end-3, end-7 and end-9). Their bytes are kept as they came.</summary>
internal sealed class ManifestEndpoints(RegistryServices services)
{
    private const int MaxTags = 64;
    private readonly ManifestRecords _manifests = services.Storage.Manifests;

    public Task<IResult> GetAsync(RegistryRequest request)
    {
        var reference = ManifestReference.Parse(request.Path.Reference);
        // Who asks with an entity tag most often has it: then the bytes are not read.
        var known = EntityTags.Read(request.Http.Headers.IfNoneMatch);
        var isHead = HttpMethods.IsHead(request.Http.Method);
        var manifest = Find(request, reference, isHead || known is not null ? ManifestContent.HeadOnly : ManifestContent.Whole);
        // By a digest, it has that digest; a tag leads to the one it was first pushed by.
        var digest = reference.Tag is null ? reference.Digest : manifest.Digest;
        if (EntityTags.Read(request.Http.Headers.IfMatch)?.Name(digest, manifest.Digest) == false)
            throw OciException.Of(OciErrorCode.PreconditionFailed, $"'{request.Path.Reference}' is not what the request expects", digest.ToString());
        request.Response.Headers["Docker-Content-Digest"] = digest.ToString();
        request.Response.Headers.ETag = EntityTags.Of(digest);
        if (known?.Name(digest, manifest.Digest) == true)
            return Task.FromResult<IResult>(new StatusResult(StatusCodes.Status304NotModified));
        return Task.FromResult<IResult>(new ManifestResult(isHead || known is null ? manifest : Find(request, new(null, manifest.Digest), ManifestContent.Whole)));
    }

    public async Task<IResult> PutAsync(RegistryRequest request)
    {
        var reference = ManifestReference.Parse(request.Path.Reference);
        var raw = await ReadBodyAsync(request);
        var digest = reference.Tag is null ? reference.Digest.OfSameAlgorithm(raw.Span) : Digest.Sha256(raw.Span);
        if (reference.Tag is null && digest != reference.Digest)
            throw OciException.Of(OciErrorCode.DigestInvalid, $"the manifest that arrived has the digest {digest}, not {reference.Digest}", reference.Digest.ToString());
        var document = ManifestReader.Read(raw, ReadContentType(request));
        var tags = ReadTags(request, reference);
        if (tags.Count > 0)
            await JudgeAsync(request, document, digest, tags);
        await StoreAsync(request, document, digest, tags);
        services.Audit.Record(request.Happens(RegistryEventKind.PushManifest, services.Time) with { Digest = digest, Tags = tags });
        if (services.Storage.Quotas.FindWarning(request.Repository) is { } warning)
            Warnings.Add(request.Response, warning);
        return Created(request, document, digest, tags);
    }

    public async Task<IResult> DeleteAsync(RegistryRequest request)
    {
        var reference = ManifestReference.Parse(request.Path.Reference);
        var removal = reference.Tag is { } tag
            ? request.Happens(RegistryEventKind.DeleteTag, services.Time) with { Tags = [tag] }
            : request.Happens(RegistryEventKind.DeleteManifest, services.Time) with { Digest = reference.Digest };
        var isDeleted = reference.Tag is null
            ? await _manifests.DeleteAsync(removal, TagCondition.Read(request.Http.Headers), request.Aborted)
            : await services.Storage.Tags.RemoveAsync(removal, TagCondition.Read(request.Http.Headers), request.Aborted);
        if (!isDeleted)
            throw OciException.ManifestUnknown(request.Repository, request.Path.Reference);
        services.Audit.Record(removal);
        return new StatusResult(StatusCodes.Status202Accepted);
    }

    private ManifestRecord Find(RegistryRequest request, ManifestReference reference, ManifestContent content) =>
        (reference.Tag is { } tag ? _manifests.Find(request.Repository, tag, content) : _manifests.Find(request.Repository, reference.Digest, content))
        ?? throw OciException.ManifestUnknown(request.Repository, request.Path.Reference);

    private async Task JudgeAsync(RegistryRequest request, ManifestDocument document, Digest digest, IReadOnlyList<Tag> tags)
    {
        var verdict = await services.Admission.JudgeAsync(
            new()
            {
                Repository = request.Repository,
                Tags = tags,
                Descriptor = new() { MediaType = document.MediaType, Digest = digest, Size = document.Raw.Length },
                Manifest = document.Raw,
                By = request.By,
                Content = new(request.Repository, services.Storage.Blobs, _manifests),
            },
            request.Aborted);
        foreach (var warning in verdict.Warnings)
            Warnings.Add(request.Response, warning);
        if (verdict.IsAdmitted)
            return;
        await RefuseAsync(request, digest, tags, verdict.Reason);
        throw OciException.Of(OciErrorCode.Denied, verdict.Reason, digest.ToString());
    }

    private async Task StoreAsync(RegistryRequest request, ManifestDocument document, Digest digest, IReadOnlyList<Tag> tags)
    {
        var result = await _manifests.PutAsync(
            new()
            {
                Repository = request.Repository,
                Digest = digest,
                Document = document,
                Tags = tags,
                // An image that was pushed by its sha512 is the one that others push by its sha256.
                Alias = digest.Algorithm == "sha512" ? Digest.Sha256(document.Raw.Span) : null,
                Sparse = services.Options.Sparse,
                Condition = TagCondition.Read(request.Http.Headers),
                Overwrite = services.Access.Allows(request.Grant, request.Repository, RegistryAction.Overwrite) ? TagOverwrite.Allowed : TagOverwrite.Refused,
                By = request.By,
                Address = request.Address,
                Now = services.Time.GetUtcNow().ToUnixTimeMilliseconds(),
            },
            request.Aborted);
        if (result.Overwritten is { } taken)
        {
            var reason = $"{(request.By is { } by ? $"'{by}' may" : "without a login one may")} set new tags here, but not make '{taken}' name another image; push under another tag, or ask for the right to overwrite";
            await RefuseAsync(request, digest, tags, reason);
            throw OciException.Of(OciErrorCode.Denied, reason, taken.ToString());
        }
        if (result.Missing.Count > 0)
            throw OciException.ManifestBlobUnknown(request.Repository, result.Missing);
        if (result.OfOtherSize is [var (part, size), ..])
            throw OciException.ManifestInvalid($"the manifest says that {part.Digest} has {part.Size} bytes; it has {size}");
        if (result.Absent > 0)
            Warnings.Add(request.Response, $"{result.Absent} of what this manifest names {(result.Absent == 1 ? "is" : "are")} not in '{request.Repository}'; who pulls it must find the rest elsewhere");
    }

    private Task RefuseAsync(RegistryRequest request, Digest digest, IReadOnlyList<Tag> tags, string reason) =>
        services.RefuseAsync(request.Happens(RegistryEventKind.PushManifest, services.Time) with { Digest = digest, Tags = tags, Refusal = reason }, request.Aborted);

    private static StatusResult Created(RegistryRequest request, ManifestDocument document, Digest digest, IReadOnlyList<Tag> tags)
    {
        var headers = request.Response.Headers;
        headers.Location = $"/v2/{request.Repository}/manifests/{digest}";
        headers["Docker-Content-Digest"] = digest.ToString();
        if (document.Subject is { } subject)
            headers["OCI-Subject"] = subject.ToString();
        if (request.Http.Query.ContainsKey("tag"))
            headers["OCI-Tag"] = string.Join(", ", tags);
        return new(StatusCodes.Status201Created);
    }

    private static List<Tag> ReadTags(RegistryRequest request, ManifestReference reference)
    {
        var texts = request.Http.Query["tag"];
        if (reference.Tag is { } only)
            return texts.Count == 0 ? [only] : throw OciException.Of(OciErrorCode.TagInvalid, "the parameter 'tag' goes with a push by digest; this one is by a tag");
        if (texts.Count > MaxTags)
            throw OciException.Of(OciErrorCode.TooManyTags, $"the request sets {texts.Count} tags; at most {MaxTags} are set at once");
        return [.. texts.Select(static text => Tag.TryParse(text, out var tag) ? tag : throw OciException.Of(OciErrorCode.TagInvalid, $"'{text}' is not a tag", text)).Distinct()];
    }

    private static string? ReadContentType(RegistryRequest request)
    {
        if (request.Http.ContentType is not { Length: > 0 } text)
            return null;
        return MediaTypeHeaderValue.TryParse(text, out var type) && type.MediaType.HasValue
            ? type.MediaType.Value
            : throw OciException.ManifestInvalid($"'{text}' is not a Content-Type");
    }

    private static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(RegistryRequest request)
    {
        if (request.Http.ContentLength > ManifestBlob.MaxSize)
            throw TooLarge();
        if (request.Context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        var reader = request.Http.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(request.Aborted);
            if (read.Buffer.Length > ManifestBlob.MaxSize)
                throw TooLarge();
            if (read.IsCompleted)
            {
                var bytes = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return bytes;
            }
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static OciException TooLarge() => OciException.Of(OciErrorCode.ManifestTooLarge, $"the manifest has more than the {ManifestBlob.MaxSize} bytes that are taken");
}
