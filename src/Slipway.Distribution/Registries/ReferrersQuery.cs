// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>Asks a repository what refers to an image (distribution-spec, "Listing Referrers" and "Unavailable Referrers API").</summary>
internal sealed class ReferrersQuery(RegistryChannel channel, RegistryClient client, RepositoryName repository)
{
    private const int MaxPages = 1000;

    // A registry that doesn't know the address says so in one of these ways.
    private static readonly HttpStatusCode[] NoList = [HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed, HttpStatusCode.BadRequest];

    public async Task<IReadOnlyList<Descriptor>> ListAsync(Digest subject, string? artifactType, CancellationToken cancellationToken)
    {
        var found = await ReadListAsync(subject, artifactType, cancellationToken).ConfigureAwait(false)
            ?? await new ReferrersTag(client, repository).ReadAsync(subject, cancellationToken).ConfigureAwait(false);
        // A registry need not filter, and a tag can't.
        return [.. found.Where(referrer => artifactType is null || referrer.ArtifactType == artifactType).DistinctBy(static referrer => referrer.Digest)];
    }

    private async Task<IReadOnlyList<Descriptor>?> ReadListAsync(Digest subject, string? artifactType, CancellationToken cancellationToken)
    {
        var filter = artifactType is null ? "" : $"?artifactType={Uri.EscapeDataString(artifactType)}";
        var request = new RegistryRequest(
            HttpMethod.Get, channel.Host.At($"{repository}/referrers/{subject}{filter}"), $"Cannot list what refers to '{channel.Host.Registry}/{repository}@{subject}'")
        {
            Scopes = [RegistryScopes.Pull(repository)],
            Accept = [MediaTypes.Index],
            Expected = NoList,
        };
        var (found, seen) = (new List<Descriptor>(), new HashSet<string>(StringComparer.Ordinal));
        while (seen.Add(request.Uri.AbsoluteUri) && seen.Count <= MaxPages)
        {
            var response = await channel.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                response.Dispose();
                return null;
            }
            var next = PageLink.NextOf(response);
            var page = await channel.ReadAsync(response, ManifestBlob.MaxSize, request.Action, cancellationToken).ConfigureAwait(false);
            found.AddRange(ManifestBlob.Parse(page, MediaTypes.Index).Index!.Manifests);
            if (next is null)
                return found;
            if (!channel.Host.IsOwn(next))
                throw new RegistryException($"{request.Action}: the next page is said to be at another host, '{next.Authority}'.");
            request = request with { Uri = next };
        }
        throw new RegistryException($"{request.Action}: the registry's pages lead in a circle, or are more than {MaxPages}.");
    }
}
