// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>Chooses platforms of an index.</summary>
internal static class PlatformSelection
{
    private const int MaxDepth = 4;
    private const string ReferenceDigest = "vnd.docker.reference.digest";

    /// <summary>The image of one platform; an image by itself stands for every platform.</summary>
    /// <exception cref="ImageFormatException">The index has none for it.</exception>
    public static async Task<ManifestBlob> OneAsync(ManifestBlob root, Platform platform, string name, Func<Descriptor, Task<ManifestBlob>> read)
    {
        var manifest = root;
        for (var depth = 1; manifest.Index is { } index; depth++)
        {
            if (depth > MaxDepth)
                throw new ImageFormatException($"'{name}' has indexes more than {MaxDepth} deep.");
            manifest = await read(Find(index, platform, name)).ConfigureAwait(false);
        }
        return manifest;
    }

    /// <summary>An index of the images of some platforms, with the attestations that speak of them; what else the index says is kept.</summary>
    /// <exception cref="ImageFormatException">It has none for a platform, or is no index.</exception>
    public static ManifestBlob Several(ManifestBlob root, IReadOnlyList<Platform> platforms, string name)
    {
        var index = root.Index ?? throw new ImageFormatException($"'{name}' is an image of one platform, and {string.Join(", ", platforms)} were asked for.");
        var chosen = platforms.Select(platform => Find(index, platform, name).Digest).ToHashSet();
        var kept = index.Manifests.Where(part => chosen.Contains(part.Digest)
            || (part.Annotations?.GetValueOrDefault(ReferenceDigest) is { } subject && chosen.Any(digest => digest.ToString() == subject))).ToList();
        return kept.Count == index.Manifests.Count ? root : ManifestBlob.Create(index with { MediaType = root.MediaType, Manifests = kept });
    }

    private static Descriptor Find(ImageIndex index, Platform platform, string name)
    {
        if (index.Find(platform) is { } found)
            return found;
        // BuildKit files attestations under the platform 'unknown/unknown'.
        var others = index.Manifests.Select(static part => part.Platform).OfType<Platform>().Where(static part => part.Os != "unknown");
        throw new ImageFormatException($"'{name}' has no image for {platform}; it has {string.Join(", ", others)}.");
    }
}
