// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>Gathers what refers to an image and to each part of it, and what refers to that, level by level.</summary>
internal sealed class ReferrerGathering(IImageSource source, ReferrerSelection selection)
{
    private const int MaxManifests = 1000;

    // A signature of a proof of an image is three deep; what is made to have no end has one here.
    private const int MaxDepth = 8;

    private readonly List<SkippedReferrer> _skipped = [];

    /// <summary>What was listed and is not taken.</summary>
    public IReadOnlyList<SkippedReferrer> Skipped => _skipped;

    /// <summary>The same parts with what refers to them.</summary>
    /// <exception cref="ImageFormatException">There is more of it, or it is deeper, than is copied.</exception>
    public async Task<ImageParts> AddAsync(ImageParts parts, CancellationToken cancellationToken)
    {
        var referrers = new List<ManifestBlob>();
        var blobs = parts.Blobs.ToDictionary(static blob => blob.Digest);
        var seen = parts.Manifests.Select(static manifest => manifest.Digest).ToHashSet();
        var level = parts.Manifests.Select(static manifest => manifest.Digest).ToList();
        for (var depth = 1; level.Count > 0; depth++)
        {
            var next = new List<Digest>();
            foreach (var subject in level)
            {
                foreach (var listed in await ListAsync(subject, depth, cancellationToken).ConfigureAwait(false))
                {
                    if (seen.Contains(listed.Digest) || await ReadAsync(listed, subject, cancellationToken).ConfigureAwait(false) is not { } referrer)
                        continue;
                    if (depth > MaxDepth)
                        throw new ImageFormatException($"What refers to {parts.Root.Digest} is referred to more than {MaxDepth} deep.");
                    var found = await ImageParts.GatherAsync(referrer, child => source.ReadManifestAsync(child, cancellationToken)).ConfigureAwait(false);
                    foreach (var manifest in found.Manifests.Where(manifest => seen.Add(manifest.Digest)))
                    {
                        referrers.Add(manifest);
                        next.Add(manifest.Digest);
                    }
                    if (referrers.Count > MaxManifests)
                        throw new ImageFormatException($"More than {MaxManifests} manifests refer to {parts.Root.Digest}.");
                    foreach (var blob in found.Blobs)
                        blobs.TryAdd(blob.Digest, blob);
                }
            }
            level = next;
        }
        return parts with { Referrers = referrers, Blobs = [.. blobs.Values] };
    }

    private async Task<IReadOnlyList<Descriptor>> ListAsync(Digest subject, int depth, CancellationToken cancellationToken)
    {
        var listed = await source.ListReferrersAsync(subject, cancellationToken).ConfigureAwait(false);
        return depth > 1 || selection.ArtifactTypes.Count == 0 ? listed : [.. listed.Where(referrer => selection.ArtifactTypes.Contains(referrer.ArtifactType))];
    }

    // Clients keep such lists under a tag, and nobody holds them to the truth.
    private async Task<ManifestBlob?> ReadAsync(Descriptor listed, Digest subject, CancellationToken cancellationToken)
    {
        try
        {
            var referrer = await source.ReadManifestAsync(listed, cancellationToken).ConfigureAwait(false);
            if (referrer.Subject?.Digest == subject)
                return referrer;
            _skipped.Add(new(listed.Digest, subject, referrer.Subject is { } other ? $"it refers to {other.Digest}" : "it refers to nothing"));
        }
        catch (Exception e) when (e is FileNotFoundException or RegistryException { IsNotFound: true })
        {
            _skipped.Add(new(listed.Digest, subject, "it is not there"));
        }
        return null;
    }
}
