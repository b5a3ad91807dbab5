// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>Copies images between registries, layouts and archives, as they are, byte for byte. The store has no part in it.</summary>
/// <param name="transfer">The way to registries.</param>
public sealed class ImageCopier(ImageTransfer transfer)
{
    private readonly PlaceOpening _places = new(transfer);

    /// <summary>Copies an image or an index with all its parts, and what refers to it where that is asked for. Names are set after everything is in every place.</summary>
    /// <param name="request">What to copy.</param>
    /// <param name="progress">Is told of each blob; nobody where null.</param>
    /// <param name="cancellationToken">Stops it; blobs that are whole by then stay.</param>
    /// <returns>What has come to the destinations.</returns>
    /// <exception cref="RegistryException">A registry refuses, or can't be reached.</exception>
    /// <exception cref="ImageFormatException">The source is no image, has none for a platform, or is not what a destination can hold.</exception>
    /// <exception cref="CorruptBlobException">The source has other bytes than it announces.</exception>
    public async Task<CopyResult> CopyAsync(CopyRequest request, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var opened = await _places.OpenSourceAsync(request.Source, cancellationToken).ConfigureAwait(false);
        var copied = await CopiedParts.GatherAsync(opened, request, cancellationToken).ConfigureAwait(false);
        var sendings = new List<ImageSending>();
        try
        {
            foreach (var place in request.Destinations)
            {
                // The image's own name is the last.
                foreach (var (name, parts) in copied.Tagged)
                    sendings.Add(new(opened.Source, parts, await _places.OpenTargetAsync(place.Named(name), cancellationToken).ConfigureAwait(false)));
                sendings.Add(new(opened.Source, copied.Parts, await _places.OpenTargetAsync(place, cancellationToken).ConfigureAwait(false)));
            }
            await transfer.SendAsync(sendings, progress, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            foreach (var sending in sendings)
                sending.Target.Dispose();
        }
        return copied.Result;
    }

    /// <summary>Says what a copy would bring to each destination, and changes nothing. Whether a registry would let it is not found out.</summary>
    /// <inheritdoc cref="CopyAsync"/>
    /// <param name="request">What to copy.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<CopyPlan> PlanAsync(CopyRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var opened = await _places.OpenSourceAsync(request.Source, cancellationToken).ConfigureAwait(false);
        var copied = await CopiedParts.GatherAsync(opened, request, cancellationToken).ConfigureAwait(false);
        var places = new List<PlannedPlace>();
        foreach (var place in request.Destinations)
            places.Add(await new PlaceLooking(transfer).LookAsync(place, copied.Blobs, cancellationToken).ConfigureAwait(false));
        return new(copied.Result, places);
    }
}
