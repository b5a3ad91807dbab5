// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>Looks what a destination has, and makes nothing there.</summary>
internal sealed class PlaceLooking(ImageTransfer transfer)
{
    public async Task<PlannedPlace> LookAsync(ImagePlace place, IReadOnlyList<Descriptor> blobs, CancellationToken cancellationToken)
    {
        var missing = place.Kind switch
        {
            ImagePlaceKind.Registry => await AskAsync(place.Reference!, blobs, cancellationToken).ConfigureAwait(false),
            ImagePlaceKind.Layout => Look(place, blobs),
            _ => blobs,
        };
        return new(place, blobs.Count, missing.Count, missing.Sum(static blob => blob.Size));
    }

    private async Task<IReadOnlyList<Descriptor>> AskAsync(ImageReference reference, IReadOnlyList<Descriptor> blobs, CancellationToken cancellationToken)
    {
        using var client = await transfer.ConnectAsync(reference, cancellationToken).ConfigureAwait(false);
        var has = new bool[blobs.Count];
        var limits = new ParallelOptions { MaxDegreeOfParallelism = transfer.Options.MaxConcurrentBlobs, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, blobs.Count, limits, async (index, token) =>
            has[index] = await client.HasBlobAsync(reference.Repository, blobs[index].Digest, token).ConfigureAwait(false)).ConfigureAwait(false);
        return [.. blobs.Where((_, index) => !has[index])];
    }

    private static IReadOnlyList<Descriptor> Look(ImagePlace place, IReadOnlyList<Descriptor> blobs)
    {
        PlainLayout.RequirePlain(place.Path!);
        if (!File.Exists(Path.Combine(place.Path!, "oci-layout")))
            return blobs;
        using var layout = PlaceOpening.OpenLayout(place);
        return [.. blobs.Where(blob => !layout.Contains(blob.Digest))];
    }
}
