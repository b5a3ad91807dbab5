// SPDX-License-Identifier: Apache-2.0
using Slipway.Build;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>Takes an image that buildx handed back into the local store: every blob by its digest, within the limits of any archive, for every platform that was asked for.</summary>
internal static class BuildxImport
{
    /// <summary>Takes in the archive of a target, which is gone then.</summary>
    /// <param name="store">Where to.</param>
    /// <param name="archive">The archive's path.</param>
    /// <param name="target">The target.</param>
    /// <param name="said">The digest that buildx named; null where it named none.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The manifest or index, and the image of each platform in the target's order.</returns>
    /// <exception cref="IOException">The archive is not what was asked for.</exception>
    public static async Task<(Descriptor Image, IReadOnlyList<PlatformResult> Platforms)> RunAsync(OciLayout store, string archive, BuildTarget target, string? said, CancellationToken cancellationToken)
    {
        var images = await ImageArchiveReader.ReadAsync(store, File.OpenRead(archive), cancellationToken).ConfigureAwait(false);
        File.Delete(archive);
        if (images is not [{ Descriptor: var image }])
            throw new ImageFormatException($"buildx handed back {images.Count} images for '{target.Name}', not one");
        if (said is not null && said != image.Digest.ToString())
            throw new ImageFormatException($"buildx says that it built {said} for '{target.Name}', and handed back {image.Digest}");
        return (image, [.. target.Platforms.Select(platform => Read(store, image, platform, target))]);
    }

    private static PlatformResult Read(OciLayout store, Descriptor image, Platform platform, BuildTarget target)
    {
        if (store.ReadImage(image, platform) is not { } found || !found.Config.Platform.Normalised().Satisfies(platform.Normalised()))
            throw new ImageFormatException($"what buildx handed back for '{target.Name}' has no image for {platform}");
        var manifest = found.Manifest.Descriptor;
        return new()
        {
            Platform = platform,
            Manifest = manifest,
            CompressedSize = found.Layers.Sum(static layer => layer.Size),
            StepsRun = 0,
            StepsCached = 0,
        };
    }
}
