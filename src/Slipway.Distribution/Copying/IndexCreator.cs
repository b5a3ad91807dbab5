// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>
/// Joins images and indexes, built on several machines perhaps, into one index. What an index names must be in its own repository, so what isn't there is
/// mounted or copied first.
/// </summary>
/// <param name="transfer">The way to registries.</param>
public sealed class IndexCreator(ImageTransfer transfer)
{
    private readonly PlaceOpening _places = new(transfer);

    /// <summary>Makes the index, and brings it with its parts to the destinations, the names at last.</summary>
    /// <param name="request">What to join.</param>
    /// <param name="progress">Is told of each blob; nobody where null.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The index.</returns>
    /// <exception cref="RegistryException">A registry refuses, or can't be reached.</exception>
    /// <exception cref="ImageFormatException">A source is no image, or two are for one platform.</exception>
    public async Task<ManifestBlob> CreateAsync(IndexRequest request, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var opened = new List<OpenedImage>();
        var sendings = new List<ImageSending>();
        try
        {
            foreach (var place in request.Sources)
                opened.Add(await _places.OpenSourceAsync(place, cancellationToken).ConfigureAwait(false));
            var index = await ComposeAsync(request, opened, cancellationToken).ConfigureAwait(false);
            if (request.Destinations.Count == 0)
                return index;
            var (source, parts) = await GatherAsync(index, opened, cancellationToken).ConfigureAwait(false);
            foreach (var place in request.Destinations)
                sendings.Add(new(source, parts, await _places.OpenTargetAsync(place, cancellationToken).ConfigureAwait(false)));
            await transfer.SendAsync(sendings, progress, cancellationToken).ConfigureAwait(false);
            return index;
        }
        finally
        {
            foreach (var sending in sendings)
                sending.Target.Dispose();
            foreach (var image in opened)
                image.Dispose();
        }
    }

    private static async Task<ManifestBlob> ComposeAsync(IndexRequest request, IReadOnlyList<OpenedImage> opened, CancellationToken cancellationToken)
    {
        var entries = new IndexEntries(request.SamePlatform);
        foreach (var (place, image) in request.Sources.Zip(opened))
        {
            foreach (var entry in image.Root.Index?.Manifests ?? [await DescribeAsync(image, cancellationToken).ConfigureAwait(false)])
                entries.Add(entry, place.ToString());
        }
        return ManifestBlob.Create(new ImageIndex { Manifests = entries.All, Annotations = request.Annotations.Count == 0 ? null : request.Annotations });
    }

    // An image says its platform in its configuration; an artifact has none.
    private static async Task<Descriptor> DescribeAsync(OpenedImage image, CancellationToken cancellationToken)
    {
        var config = image.Root.Image!.Config;
        if (config.MediaType is not (MediaTypes.Config or MediaTypes.DockerConfig))
            return image.Root.Descriptor with { ArtifactType = image.Root.Image.ArtifactType ?? config.MediaType };
        if (config.Size > ManifestBlob.MaxSize)
            throw new ImageFormatException($"The configuration {config.Digest} has {config.Size} bytes, more than the {ManifestBlob.MaxSize} that are read.");
        var stream = await image.Source.OpenBlobAsync(config, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var content = new byte[config.Size];
            await stream.ReadExactlyAsync(content, cancellationToken).ConfigureAwait(false);
            return image.Root.Descriptor with { Platform = ImageConfig.Parse(content).Platform };
        }
    }

    private static async Task<(JoinedSource Source, ImageParts Parts)> GatherAsync(ManifestBlob index, IReadOnlyList<OpenedImage> opened, CancellationToken cancellationToken)
    {
        var source = new JoinedSource();
        foreach (var image in opened)
        {
            // Only what the index took: an index that was taken apart, or partly, need not be whole.
            var taken = (image.Root.Index?.Manifests ?? [image.Root.Descriptor]).Where(index.Index!.Manifests.Contains);
            foreach (var entry in taken)
            {
                var root = image.Root.Index is null ? image.Root : await image.Source.ReadManifestAsync(entry, cancellationToken).ConfigureAwait(false);
                source.Add(await ImageParts.GatherAsync(root, child => image.Source.ReadManifestAsync(child, cancellationToken)).ConfigureAwait(false), image.Source);
            }
        }
        return (source, await ImageParts.GatherAsync(index, child => source.ReadManifestAsync(child, cancellationToken)).ConfigureAwait(false));
    }
}
