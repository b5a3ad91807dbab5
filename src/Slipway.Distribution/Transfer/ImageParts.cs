// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>What an image or index is made of.</summary>
/// <param name="Manifests">The manifests and indexes, each after all that it names, the whole's own last.</param>
/// <param name="Blobs">Configurations and layers, each once.</param>
internal sealed record ImageParts(IReadOnlyList<ManifestBlob> Manifests, IReadOnlyList<Descriptor> Blobs)
{
    private const int MaxManifests = 1000;
    private const int MaxDepth = 4;

    /// <summary>What goes along because it refers to the image or a part of it, each after all that it names. The default is nothing.</summary>
    public IReadOnlyList<ManifestBlob> Referrers { get; init; } = [];

    /// <summary>The whole: an image's manifest, or an index.</summary>
    public ManifestBlob Root => Manifests[^1];

    /// <summary>Gathers the parts of <paramref name="root"/>.</summary>
    /// <param name="root">The manifest or index.</param>
    /// <param name="read">Reads a manifest that an index names.</param>
    /// <exception cref="ImageFormatException">There are more than a thousand manifests, or indexes more than four deep.</exception>
    public static async Task<ImageParts> GatherAsync(ManifestBlob root, Func<Descriptor, Task<ManifestBlob>> read)
    {
        var manifests = new List<ManifestBlob>();
        var blobs = new Dictionary<Digest, Descriptor>();
        var seen = new HashSet<Digest>();

        async Task VisitAsync(ManifestBlob manifest, int depth)
        {
            if (!seen.Add(manifest.Digest))
                return;
            if (depth > MaxDepth || seen.Count > MaxManifests)
                throw new ImageFormatException($"The index {root.Digest} names more than {MaxManifests} manifests, or indexes more than {MaxDepth} deep.");
            foreach (var child in manifest.Index?.Manifests ?? [])
                await VisitAsync(await read(child).ConfigureAwait(false), depth + 1).ConfigureAwait(false);
            if (manifest.Image is { } image)
            {
                foreach (var blob in image.Layers.Prepend(image.Config))
                    blobs.TryAdd(blob.Digest, blob);
            }
            manifests.Add(manifest);
        }

        await VisitAsync(root, 1).ConfigureAwait(false);
        return new(manifests, [.. blobs.Values]);
    }
}
