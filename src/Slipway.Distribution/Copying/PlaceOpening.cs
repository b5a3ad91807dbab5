// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>Opens places to copy from and to.</summary>
internal sealed class PlaceOpening(ImageTransfer transfer)
{
    /// <summary>Opens a place to read from, with the image's own manifest or index there.</summary>
    public async Task<OpenedImage> OpenSourceAsync(ImagePlace place, CancellationToken cancellationToken)
    {
        if (place.Kind == ImagePlaceKind.Layout)
            return FromLayout(place);
        if (place.Kind != ImagePlaceKind.Registry)
            return await FromArchiveAsync(place, cancellationToken).ConfigureAwait(false);
        var reader = transfer.OpenReader(place.Reference!);
        try
        {
            return new(new RegistrySource(reader), await reader.FetchManifestAsync(null, cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>Opens a place to bring an image to.</summary>
    public async Task<IImageTarget> OpenTargetAsync(ImagePlace place, CancellationToken cancellationToken) => place.Kind switch
    {
        ImagePlaceKind.Registry => await transfer.OpenTargetAsync(place.Reference!, place.Reference!.Tag is { } tag ? [tag] : [], cancellationToken).ConfigureAwait(false),
        ImagePlaceKind.Layout => new LayoutTarget(PlainLayout.Open(place.Path!), place.RefName),
        _ => new ArchiveTarget(place),
    };

    /// <summary>Opens a layout to read from.</summary>
    public static ForeignLayout OpenLayout(ImagePlace place)
    {
        try
        {
            return ForeignLayout.Open(place.Path!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(place, e);
        }
    }

    private static OpenedImage FromLayout(ImagePlace place)
    {
        var layout = OpenLayout(place);
        try
        {
            return new(new LayoutSource(layout), layout.ReadManifest(Choose(place, layout)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            layout.Dispose();
            throw Unreadable(place, e);
        }
    }

    private static Exception Unreadable(ImagePlace place, Exception e) =>
        e is CorruptBlobException ? e : new ImageFormatException($"Cannot read the OCI layout '{place.Path}': {e.Message.TrimEnd('.')}.", e);

    private static Descriptor Choose(ImagePlace place, ForeignLayout layout)
    {
        var index = layout.Index;
        var found = index.Manifests.Where(manifest => place.RefName is null || manifest.RefName == place.RefName || IsDigest(place.RefName, manifest.Digest))
            .DistinctBy(static manifest => manifest.Digest).ToList();
        if (found.Count > 1 && place.RefName is null && found.Where(manifest => StandsAlone(manifest, manifest.RefName, layout.ReadManifest)).ToList() is [var alone])
            return alone;
        if (found is [var only])
            return only;
        var names = index.Manifests.Select(static manifest => manifest.RefName ?? manifest.Digest.ToString()).Distinct().ToList();
        throw new ImageFormatException(index.Manifests.Count == 0 ? "it lists no image"
            : found.Count == 0 ? $"it has no image '{place.RefName}'; it has {string.Join(", ", names)}"
            : $"it has {found.Count} images; name one behind the path: {string.Join(", ", names)}");
    }

    // What refers to an image, by its subject or by its tag, is not what is meant where nothing is named.
    private static bool StandsAlone(Descriptor listed, string? name, Func<Descriptor, ManifestBlob> read) =>
        (name is null || !DigestTags.IsOne(name)) && !((MediaTypes.IsManifest(listed.MediaType) || MediaTypes.IsIndex(listed.MediaType)) && read(listed).Subject is not null);

    private static bool IsDigest(string name, Digest digest) => name == digest.ToString() || name == "@" + digest;

    // A tar is read once, from its beginning, and blobs are wanted in any order.
    private static async Task<OpenedImage> FromArchiveAsync(ImagePlace place, CancellationToken cancellationToken)
    {
        var folder = TemporaryBeside.Create(Path.Combine(Path.GetTempPath(), "slipway-copy"));
        try
        {
            // The folder of temporary files is everyone's.
            LinuxFile.CreateDirectory(folder.Path, 0x1C0 /* 0700 */);
            var staging = OciLayout.Open(folder.Path);
            var images = await ImageArchiveReader.ReadAsync(staging, File.OpenRead(place.Path!), cancellationToken).ConfigureAwait(false);
            var found = images.Where(image => place.RefName is null || image.Names.Contains(place.Reference) || image.RefNames.Contains(place.RefName)
                || IsDigest(place.RefName, image.Descriptor.Digest)).ToList();
            if (found.Count > 1 && place.RefName is null && found.Where(image => StandsAlone(image.Descriptor, image.RefNames is [var name, ..] ? name : null, staging.ReadManifest)).ToList() is [var alone])
                found = [alone];
            if (found is [var only])
                return new(new ArchiveSource(staging, images, folder), staging.ReadManifest(only.Descriptor));
            var names = images.SelectMany(static image => image.Names.Select(static name => name.Familiar).Concat(image.RefNames).Distinct().DefaultIfEmpty(image.Descriptor.Digest.ToString()));
            throw new ImageFormatException(found.Count == 0
                ? $"The archive '{place.Path}' has no image '{place.RefName}'; it has {string.Join(", ", names)}."
                : $"The archive '{place.Path}' has {found.Count} images; name one behind the path: {string.Join(", ", names)}.");
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }
}
