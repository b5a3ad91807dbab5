// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>Images of several places, each part read where it was found. The places stay the caller's.</summary>
internal sealed class JoinedSource : IImageSource
{
    private readonly Dictionary<Digest, List<IImageSource>> _places = [];

    /// <summary>Remembers where the parts of an image are.</summary>
    public void Add(ImageParts parts, IImageSource place)
    {
        foreach (var part in parts.Manifests.Select(static manifest => manifest.Digest).Concat(parts.Blobs.Select(static blob => blob.Digest)))
        {
            if (!_places.TryGetValue(part, out var places))
                _places[part] = places = [];
            places.Add(place);
        }
    }

    public Task<ManifestBlob> ReadManifestAsync(Descriptor descriptor, CancellationToken cancellationToken) => _places[descriptor.Digest][0].ReadManifestAsync(descriptor, cancellationToken);

    public Task<Stream> OpenBlobAsync(Descriptor blob, CancellationToken cancellationToken) => _places[blob.Digest][0].OpenBlobAsync(blob, cancellationToken);

    public bool MayHave(Digest blob) => _places.TryGetValue(blob, out var places) && places[0].MayHave(blob);

    public IReadOnlyList<RepositoryName> MountsOf(Digest blob, string registry, RepositoryName target) =>
        [.. _places[blob].SelectMany(place => place.MountsOf(blob, registry, target)).Distinct()];

    public void Dispose()
    {
    }
}
