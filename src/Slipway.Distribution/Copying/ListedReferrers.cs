// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>
/// What refers to what in a layout: by the manifests that it lists, as ORAS writes them, and by lists under the tags of the referrers tag schema, as regclient
/// does. Read once, when it is first asked.
/// </summary>
internal sealed class ListedReferrers(IReadOnlyList<Descriptor> listed, Func<Descriptor, ManifestBlob> read)
{
    private const int MaxListed = 10_000;
    private readonly Lazy<ILookup<Digest, Descriptor>> _bySubject = new(() => Read(listed, read));

    public IReadOnlyList<Descriptor> Of(Digest subject)
    {
        var tag = ReferrersTag.Of(subject);
        var tagged = listed.Where(entry => entry.RefName == tag && MediaTypes.IsIndex(entry.MediaType)).SelectMany(entry => read(entry).Index?.Manifests ?? []);
        return [.. _bySubject.Value[subject].Concat(tagged).DistinctBy(static referrer => referrer.Digest)];
    }

    private static ILookup<Digest, Descriptor> Read(IReadOnlyList<Descriptor> listed, Func<Descriptor, ManifestBlob> read)
    {
        var manifests = listed.Where(static entry => MediaTypes.IsManifest(entry.MediaType) || MediaTypes.IsIndex(entry.MediaType)).DistinctBy(static entry => entry.Digest).ToList();
        if (manifests.Count > MaxListed)
            throw new ImageFormatException($"The layout lists {manifests.Count} images, more than the {MaxListed} that are looked through for what refers to one.");
        return manifests.Select(read).Where(static manifest => manifest.Subject is not null)
            .ToLookup(static manifest => manifest.Subject!.Digest, ReferrersTag.Describe);
    }
}
