// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>
/// Repositories of one registry that may hold a blob, as far as the names in a store tell: a base image that was pulled from there, an image
/// that was pushed there before. Read once, when the first blob is missing at the registry.
/// </summary>
internal sealed class MountSources(OciLayout store, string registry, RepositoryName target)
{
    // A hint that is wrong costs a request, so only a few are tried.
    private const int MaxSources = 2;
    private readonly Lazy<Dictionary<Digest, List<RepositoryName>>> _repositories = new(() => Read(store, registry, target));

    /// <summary>Where to mount a blob from, the likeliest first.</summary>
    public IReadOnlyList<RepositoryName> Of(Digest blob) => _repositories.Value.TryGetValue(blob, out var found) ? [.. found.Take(MaxSources)] : [];

    private static Dictionary<Digest, List<RepositoryName>> Read(OciLayout store, string registry, RepositoryName target)
    {
        var found = new Dictionary<Digest, List<RepositoryName>>();
        foreach (var (name, descriptor) in store.ListReferences())
        {
            if (name is null || name.Registry != registry || name.Repository == target)
                continue;
            foreach (var blob in BlobsOf(store, descriptor))
            {
                if (!found.TryGetValue(blob, out var repositories))
                    found[blob] = repositories = [];
                if (!repositories.Contains(name.Repository))
                    repositories.Add(name.Repository);
            }
        }
        return found;
    }

    private static IEnumerable<Digest> BlobsOf(OciLayout store, Descriptor descriptor)
    {
        try
        {
            var manifest = store.ReadManifest(descriptor);
            var images = manifest.Index is { } index
                ? index.Manifests.Where(child => MediaTypes.IsManifest(child.MediaType) && store.Contains(child.Digest)).Select(store.ReadManifest)
                : [manifest];
            return [.. images.SelectMany(static image => image.Image?.Layers.Prepend(image.Image.Config) ?? []).Select(static blob => blob.Digest)];
        }
        catch (IOException)
        {
            return []; // an image that can't be read is no hint
        }
    }
}
