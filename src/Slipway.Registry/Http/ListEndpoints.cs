// SPDX-License-Identifier: Apache-2.0
using Microsoft.AspNetCore.Http;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>Lists: tags, repositories, referrers (distribution-spec end-8 and end-12, and the catalog).</summary>
internal sealed class ListEndpoints(RegistryServices services)
{
    // What fits into a manifest of the largest size with room for the list itself; a page ends before it.
    public const int MaxReferrersSize = 3 * 1024 * 1024;

    public Task<IResult> ListTagsAsync(RegistryRequest request)
    {
        var page = Page.Read(request, services.Options.Limits);
        var tags = services.Storage.Tags.List(request.Repository, page.Last, page.Count + 1)
            ?? throw OciException.Of(OciErrorCode.NameUnknown, $"there is no repository '{request.Repository}'", request.Repository.ToString());
        var shown = page.Cut(request, tags, $"/v2/{request.Repository}/tags/list");
        return Task.FromResult<IResult>(TypedResults.Json(new(request.Repository.ToString(), shown), RegistryJson.Relaxed.TagList));
    }

    public Task<IResult> ListRepositoriesAsync(RegistryRequest request)
    {
        var page = Page.Read(request, services.Options.Limits);
        var shown = page.Cut(request, ListVisible(request.Grant, page), "/v2/_catalog");
        return Task.FromResult<IResult>(TypedResults.Json(new(shown), RegistryJson.Relaxed.RepositoryList));
    }

    // Who may pull from none of many repositories costs a walk through all of their names, and learns none.
    private List<string> ListVisible(Grant grant, Page page)
    {
        var visible = new List<string>();
        for (var after = page.Last; ;)
        {
            var names = services.Storage.Tags.ListRepositories(after, page.Count + 1);
            visible.AddRange(names.Where(name => services.Access.MayList(grant, RepositoryName.Parse(name))));
            if (visible.Count > page.Count || names.Count <= page.Count)
                return visible;
            after = names[^1];
        }
    }

    public Task<IResult> ListReferrersAsync(RegistryRequest request)
    {
        var subject = request.Digest;
        var artifactType = request.Query("artifactType");
        var after = Digest.TryParse(request.Query("last"), out var last) ? last : (Digest?)null;
        var found = services.Storage.Manifests.ListReferrers(request.Repository, subject, artifactType, after, services.Options.Limits.MaxPageSize + 1, MaxReferrersSize);
        var shown = TakePage(found);
        return Task.FromResult(ShowReferrers(request, shown, isMore: shown.Count < found.Count));
    }

    /// <summary>A page of referrers.</summary>
    /// <param name="request">The request, whose parameters lead to the next page.</param>
    /// <param name="shown">Those of the page, at least one where there is a next one.</param>
    /// <param name="isMore">Whether there is one.</param>
    public static IResult ShowReferrers(RegistryRequest request, IReadOnlyList<Descriptor> shown, bool isMore)
    {
        var artifactType = request.Query("artifactType");
        if (isMore)
        {
            var filter = artifactType is null ? "" : $"artifactType={Uri.EscapeDataString(artifactType)}&";
            request.Response.Headers.Link = $"</v2/{request.Repository}/referrers/{request.Digest}?{filter}last={Uri.EscapeDataString(shown[^1].Digest.ToString())}>; rel=\"next\"";
        }
        if (artifactType is not null)
            request.Response.Headers["OCI-Filters-Applied"] = "artifactType";
        return TypedResults.Bytes(ManifestBlob.Create(new ImageIndex { Manifests = shown }).Raw, MediaTypes.Index);
    }

    private List<Descriptor> TakePage(IReadOnlyList<ManifestRecord> found)
    {
        var page = new List<Descriptor>();
        long size = 0;
        foreach (var record in found.Take(services.Options.Limits.MaxPageSize))
        {
            // A descriptor says no more than its manifest does. At least one is shown, or the list would never end.
            size += record.Size;
            if (page.Count > 0 && size > MaxReferrersSize)
                break;
            page.Add(ReferrerDescriptor.Of(record));
        }
        return page;
    }
}
