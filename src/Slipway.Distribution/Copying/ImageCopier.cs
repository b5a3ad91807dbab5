// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>Copies images between registries, layouts and archives, as they are, byte for byte. The store has no part in it.</summary>
/// <param name="transfer">The way to registries.</param>
public sealed class ImageCopier(ImageTransfer transfer)
{
    private readonly PlaceOpening _places = new(transfer);

    /// <summary>Copies an image or an index with all its parts. Names are set after everything is in every place.</summary>
    /// <param name="request">What to copy.</param>
    /// <param name="progress">Is told of each blob; nobody where null.</param>
    /// <param name="cancellationToken">Stops it; blobs that are whole by then stay.</param>
    /// <returns>What has come to the destinations.</returns>
    /// <exception cref="RegistryException">A registry refuses, or can't be reached.</exception>
    /// <exception cref="ImageFormatException">The source is no image, has none for a platform, or is not what a destination can hold.</exception>
    /// <exception cref="CorruptBlobException">The source has other bytes than it announces.</exception>
    public async Task<Descriptor> CopyAsync(CopyRequest request, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var opened = await _places.OpenSourceAsync(request.Source, cancellationToken).ConfigureAwait(false);
        var root = await SelectAsync(opened, request, cancellationToken).ConfigureAwait(false);
        if (root.Index is not null && request.Destinations.FirstOrDefault(static place => place.Kind == ImagePlaceKind.DockerArchive) is { } archive)
            throw new ImageFormatException($"'{archive}' holds images of one platform, and '{request.Source}' is an index; choose one with --platform, or write an oci-archive.");
        foreach (var wrong in request.Destinations.Where(place => place.Reference?.Digest is { } digest && digest != root.Digest))
            throw new ImageFormatException($"'{wrong}' can't become the name of {root.Digest}: its digest is another.");
        var parts = await ImageParts.GatherAsync(root, child => opened.Source.ReadManifestAsync(child, cancellationToken)).ConfigureAwait(false);
        var sendings = new List<ImageSending>();
        try
        {
            foreach (var place in request.Destinations)
                sendings.Add(new(opened.Source, parts, await _places.OpenTargetAsync(place, cancellationToken).ConfigureAwait(false)));
            await transfer.SendAsync(sendings, progress, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            foreach (var sending in sendings)
                sending.Target.Dispose();
        }
        return root.Descriptor;
    }

    private static async Task<ManifestBlob> SelectAsync(OpenedImage opened, CopyRequest request, CancellationToken cancellationToken) => request.Platforms switch
    {
        [] => opened.Root,
        [var only] => await PlatformSelection.OneAsync(
            opened.Root, only, request.Source.ToString(), child => opened.Source.ReadManifestAsync(child, cancellationToken)).ConfigureAwait(false),
        var several => PlatformSelection.Several(opened.Root, several, request.Source.ToString()),
    };
}
