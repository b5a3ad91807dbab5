// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.Oci;

namespace Slipway.Check;

/// <summary>
/// Finds the images that a name stands for: of an index every one, whatever platform it is said to be for. Documents (signatures, proofs, SBOMs, charts)
/// are no images and are passed over. A manifest is a document if nothing would unpack it: none of its layers has the media type of a layer, and either
/// its config is none of an image, or no layer is an archive by its own bytes. What anybody calls it, by an artifact type or a platform, counts for nothing.
/// </summary>
internal sealed class PolicyImages(IImageContent content)
{
    private const int MostManifests = 100;
    private const int Deepest = 8;
    private readonly List<PolicyImage> _images = [];
    private int _manifests;

    /// <summary>The images.</summary>
    /// <exception cref="ImageFormatException">Something of it is missing, or can't be read as what it says it is.</exception>
    internal static async Task<IReadOnlyList<PolicyImage>> FindAsync(IImageContent content, Descriptor image, CancellationToken cancellationToken)
    {
        var finder = new PolicyImages(content);
        await finder.AddAsync(image, described: null, depth: 0, cancellationToken).ConfigureAwait(false);
        return finder._images;
    }

    private async Task AddAsync(Descriptor descriptor, Platform? described, int depth, CancellationToken cancellationToken)
    {
        if (++_manifests > MostManifests || depth > Deepest)
            throw new ImageFormatException(string.Create(CultureInfo.InvariantCulture, $"it is an index of more than {MostManifests} manifests, or more than {Deepest} deep"));
        if (Read(descriptor, described) is not { } manifest)
            return;
        if (manifest.Index is { } index)
        {
            foreach (var child in index.Manifests)
                await AddAsync(child, child.Platform ?? described, depth + 1, cancellationToken).ConfigureAwait(false);
        }
        else if (!await IsDocumentAsync(manifest.Image!, cancellationToken).ConfigureAwait(false))
        {
            // The same image under another platform is looked at for that too.
            if (!_images.Exists(other => other.Image.Digest == manifest.Digest && other.Described == described))
                _images.Add(new(await ReadAsync(manifest, cancellationToken).ConfigureAwait(false), described));
        }
    }

    // Clients read a manifest as what the registry says it is, not as what an index does.
    private ManifestBlob? Read(Descriptor descriptor, Platform? described)
    {
        if (MediaTypes.IsManifest(descriptor.MediaType) || MediaTypes.IsIndex(descriptor.MediaType))
        {
            var raw = content.ReadManifest(descriptor)
                ?? throw new ImageFormatException($"the manifest {descriptor.Digest}{(described is null ? "" : $" for {described}")} is not in {content.Place}, so nothing can be said of it");
            return ManifestBlob.Parse(raw, descriptor.MediaType, descriptor.Digest.HashName);
        }
        try
        {
            return content.ReadManifest(descriptor) is { } raw ? ManifestBlob.Parse(raw, null, descriptor.Digest.HashName) : null;
        }
        catch (ImageFormatException)
        {
            return null;
        }
    }

    private async Task<bool> IsDocumentAsync(ImageManifest manifest, CancellationToken cancellationToken)
    {
        if (manifest.Layers.Any(layer => IsLayer(layer.MediaType)))
            return false;
        if (manifest.Config.MediaType is not (MediaTypes.Config or MediaTypes.DockerConfig))
            return true;
        if (manifest.Layers.Count == 0)
            return false;
        foreach (var layer in manifest.Layers)
        {
            if (await content.OpenBlobAsync(layer, cancellationToken).ConfigureAwait(false) is not { } blob)
                return false;
            await using (blob.ConfigureAwait(false))
            {
                if (await ArchiveStart.IsOneAsync(blob, cancellationToken).ConfigureAwait(false))
                    return false;
            }
        }
        return true;
    }

    // Layers that aren't distributed, too, and those of compressions that others know.
    private static bool IsLayer(string mediaType) =>
        mediaType.StartsWith("application/vnd.oci.image.layer.", StringComparison.Ordinal) || mediaType.StartsWith("application/vnd.docker.image.rootfs.", StringComparison.Ordinal);

    private async Task<StoredImage> ReadAsync(ManifestBlob manifest, CancellationToken cancellationToken)
    {
        var config = manifest.Image!.Config;
        if (config.MediaType is not (MediaTypes.Config or MediaTypes.DockerConfig))
            throw new ImageFormatException($"the manifest {manifest.Digest} has layers as an image has, and a config of the type '{config.MediaType}', which no image has");
        if (config.Size > ManifestBlob.MaxSize)
            throw new ImageFormatException($"the config {config.Digest} has {config.Size} bytes, more than the {ManifestBlob.MaxSize} that are read");
        var blob = await content.OpenBlobAsync(config, cancellationToken).ConfigureAwait(false)
            ?? throw new ImageFormatException($"the config {config.Digest} is not in {content.Place}");
        await using (blob.ConfigureAwait(false))
        {
            var raw = new byte[config.Size];
            await blob.ReadExactlyAsync(raw, cancellationToken).ConfigureAwait(false);
            var image = new StoredImage(manifest, ImageConfig.Parse(raw));
            return image.Config.Rootfs.DiffIds.Count == image.Layers.Count
                ? image
                : throw new ImageFormatException($"the image {manifest.Digest} has {image.Layers.Count} layers and {image.Config.Rootfs.DiffIds.Count} diff ids");
        }
    }
}
