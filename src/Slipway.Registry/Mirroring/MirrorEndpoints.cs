// SPDX-License-Identifier: Apache-2.0
using Microsoft.AspNetCore.Http;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>Answers for repositories of other registries: what is asked for is brought here, and then answered as everything that is here.</summary>
internal sealed class MirrorEndpoints(RegistryServices services, Mirrors mirrors)
{
    private readonly BlobStore _blobs = services.Storage.Blobs;

    /// <summary>Answers a request.</summary>
    /// <param name="route">What would answer it in a repository of our own.</param>
    /// <param name="request">The request, let in.</param>
    /// <param name="name">The repository that it is about, mirrored or not.</param>
    public async Task<IResult> AnswerAsync(RegistryRoute route, RegistryRequest request, RepositoryName name)
    {
        if (mirrors.Find(name) is not { } repository)
            return await route.Handle(request);
        if (route.Action == RegistryAction.Push)
            throw await RefusePushAsync(request, repository);
        if (route.Action != RegistryAction.Pull)
            return await route.Handle(request);
        if (!repository.Options.Repositories.Any(pattern => pattern.Matches(repository.Remote.ToString())))
            throw OciException.Of(OciErrorCode.Denied, $"'{repository.Remote}' is none of the repositories that are fetched from {repository.Options.Upstream} here");
        // A registry that takes no changes can fetch nothing either.
        if (services.Options.Now.Mode == RegistryMode.ReadOnly)
            return await route.Handle(request);
        return route.Resource switch
        {
            RegistryResource.Manifest => await GetManifestAsync(route, request, repository),
            RegistryResource.Blob => await GetBlobAsync(route, request, repository),
            RegistryResource.Tags => await ListTagsAsync(route, request, repository),
            RegistryResource.Referrers => await ListReferrersAsync(route, request, repository),
            _ => await route.Handle(request),
        };
    }

    private async Task<OciException> RefusePushAsync(RegistryRequest request, MirroredRepository repository)
    {
        var reason = $"'{repository.Local}' is a mirror of '{repository}', which nobody pushes to here; push to {repository.Options.Upstream}, or under another name";
        await services.RefuseAsync(request.Happens(RegistryEventKind.PushManifest, services.Time) with { Refusal = reason }, request.Aborted);
        return OciException.Of(OciErrorCode.Denied, reason, repository.Local.ToString());
    }

    private async Task<IResult> GetManifestAsync(RegistryRoute route, RegistryRequest request, MirroredRepository repository)
    {
        if (await mirrors.Manifests.BringAsync(repository, ManifestReference.Parse(request.Path.Reference), request.Aborted) is { } warning)
            Warnings.Add(request.Response, warning);
        return await route.Handle(request);
    }

    private async Task<IResult> GetBlobAsync(RegistryRoute route, RegistryRequest request, MirroredRepository repository)
    {
        var digest = request.Digest;
        if (await _blobs.FindAsync(repository.Local, digest, request.Aborted) is not null)
        {
            mirrors.Services.Count(repository, "blob", MirrorOutcome.Hit);
            return await route.Handle(request);
        }
        if (HttpMethods.IsHead(request.Http.Method))
        {
            var size = await mirrors.Blobs.FindSizeAsync(repository, digest, request.Aborted);
            BlobEndpoints.WriteHeaders(request.Response, digest);
            request.Response.ContentLength = size;
            request.Response.ContentType = "application/octet-stream";
            return TypedResults.Empty;
        }
        // A part, and what depends on what the client has, is answered when the whole is known to be right.
        var headers = request.Http.Headers;
        if (headers.Range.Count > 0 || headers.IfNoneMatch.Count > 0)
        {
            await mirrors.Blobs.BringAsync(repository, digest, request.Aborted);
        }
        else if (await mirrors.Blobs.FetchAsync(repository, digest, request.Aborted) is { } coming)
        {
            BlobEndpoints.WriteHeaders(request.Response, digest);
            return coming;
        }
        return await route.Handle(request);
    }

    private async Task<IResult> ListTagsAsync(RegistryRoute route, RegistryRequest request, MirroredRepository repository)
    {
        var page = Page.Read(request, services.Options.Limits);
        try
        {
            var tags = await mirrors.Lists.ListTagsAsync(repository, request.Aborted);
            mirrors.Services.Count(repository, "tags", MirrorOutcome.Fetched);
            var rest = tags.Where(tag => string.CompareOrdinal(tag, page.Last) > 0).Take(page.Count + 1).ToList();
            var shown = page.Cut(request, rest, $"/v2/{request.Repository}/tags/list");
            return TypedResults.Json(new(request.Repository.ToString(), shown), RegistryJson.Relaxed.TagList);
        }
        catch (UpstreamException e)
        {
            return await FallBackAsync(route, request, repository, e);
        }
    }

    private async Task<IResult> ListReferrersAsync(RegistryRoute route, RegistryRequest request, MirroredRepository repository)
    {
        var subject = request.Digest;
        try
        {
            var found = await mirrors.Lists.ListReferrersAsync(repository, subject, request.Aborted);
            mirrors.Services.Count(repository, "referrers", MirrorOutcome.Fetched);
            return ShowReferrers(request, found);
        }
        catch (UpstreamException e)
        {
            return await FallBackAsync(route, request, repository, e);
        }
    }

    private IResult ShowReferrers(RegistryRequest request, IReadOnlyList<Descriptor> found)
    {
        var (artifactType, last) = (request.Query("artifactType"), request.Query("last") ?? "");
        var rest = found.Where(referrer => (artifactType is null || referrer.ArtifactType == artifactType) && string.CompareOrdinal(referrer.Digest.ToString(), last) > 0).ToList();
        var (count, size) = (0, 0L);
        while (count < rest.Count && count < services.Options.Limits.MaxPageSize && (count == 0 || size < ListEndpoints.MaxReferrersSize))
            size += SizeOf(rest[count++]);
        return ListEndpoints.ShowReferrers(request, rest[..count], isMore: count < rest.Count);
    }

    // About what it takes as JSON, and not less.
    private static long SizeOf(Descriptor referrer) => 1024 + (referrer.Annotations?.Sum(static annotation => 6L * (annotation.Key.Length + annotation.Value.Length)) ?? 0);

    // What is here is a part of it at most, and nothing says which.
    private async Task<IResult> FallBackAsync(RegistryRoute route, RegistryRequest request, MirroredRepository repository, UpstreamException problem)
    {
        var resource = request.Path.Resource == RegistryResource.Tags ? "tags" : "referrers";
        if (!problem.AllowsStale || repository.Options.Offline != OfflineAnswer.Stale)
        {
            mirrors.Services.Count(repository, resource, problem.Problem == UpstreamProblem.Missing ? MirrorOutcome.Missing : MirrorOutcome.Failed);
            throw problem.ToRefusal();
        }
        mirrors.Services.Count(repository, resource, MirrorOutcome.Stale);
        Warnings.Add(request.Response, $"{problem.Told}; these are those that are here");
        return await route.Handle(request);
    }
}
