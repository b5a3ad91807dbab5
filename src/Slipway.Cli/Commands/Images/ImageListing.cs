// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Cli.Commands.Images;

/// <summary>What the store lists, read image by image; one that is damaged is listed all the same, and told.</summary>
internal sealed class ImageListing(OciLayout store, TextWriter error)
{
    /// <summary>Every name and every image without one; the newest first, then by name.</summary>
    public IReadOnlyList<ListedImage> Read() =>
        [.. store.ListReferences().Select(entry => Describe(entry.Name, entry.Descriptor))
            .OrderByDescending(static image => image.Created ?? DateTimeOffset.MinValue)
            .ThenBy(static image => image.Name?.Familiar, StringComparer.Ordinal)];

    /// <summary>The images of an index's platforms, each for itself, without a name.</summary>
    public static IEnumerable<ListedImage> PlatformsOf(ListedImage listed) =>
        MediaTypes.IsIndex(listed.Descriptor.MediaType) ? listed.Images.Select(static image => Of(null, image.Manifest.Descriptor, [image])) : [];

    /// <summary>One image, read; one that is damaged has no images, and is told.</summary>
    public ListedImage Describe(ImageReference? name, Descriptor descriptor)
    {
        try
        {
            return Of(name, descriptor, [.. ImagesOf(descriptor)]);
        }
        catch (Exception problem) when (problem is CorruptBlobException or ImageFormatException or FileNotFoundException)
        {
            error.WriteLine($"slipway: {name?.Familiar ?? descriptor.Digest.ToString()}: {problem.Message}");
            return Of(name, descriptor, []);
        }
    }

    private static ListedImage Of(ImageReference? name, Descriptor descriptor, IReadOnlyList<StoredImage> images) => new()
    {
        Name = name,
        Descriptor = descriptor,
        Images = images,
        Id = MediaTypes.IsManifest(descriptor.MediaType) && images is [var only] ? only.Manifest.Image!.Config.Digest : descriptor.Digest,
    };

    private IEnumerable<StoredImage> ImagesOf(Descriptor descriptor)
    {
        if (store.ReadManifest(descriptor).Index is not { } index)
            return [store.ReadImage(descriptor, Platform.Host)!];
        return index.Manifests.Where(child => child.Platform is { IsUnknown: false } && store.Contains(child.Digest))
            .Select(child => store.ReadImage(child, child.Platform!)).OfType<StoredImage>();
    }
}
