// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>One image on its way from a place to another: all it is made of first, its names when the caller says so.</summary>
internal sealed record ImageSending(IImageSource Source, ImageParts Parts, IImageTarget Target)
{
    /// <summary>Sends all that the image is made of.</summary>
    /// <param name="maxConcurrentBlobs">How many blobs are under way at once.</param>
    /// <param name="root">Whether the whole's own manifest goes too, or with its name only.</param>
    /// <param name="progress">Is told of each blob and manifest.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task SendPartsAsync(int maxConcurrentBlobs, RootSending root, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        // A layer with addresses of its own isn't a registry's to keep (image-spec, "non-distributable layers").
        var blobs = Parts.Blobs.Where(blob => blob.Urls is not { Count: > 0 } || Source.MayHave(blob.Digest));
        var limits = new ParallelOptions { MaxDegreeOfParallelism = maxConcurrentBlobs, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(blobs, limits, async (blob, token) => await SendBlobAsync(blob, progress, token).ConfigureAwait(false)).ConfigureAwait(false);
        // A policy that asks for proofs asks when the name is set, so what refers to the image comes before it.
        foreach (var manifest in root == RootSending.Before || Parts.Referrers.Count > 0 ? Parts.Manifests : Parts.Manifests.SkipLast(1))
        {
            await Target.TakeManifestAsync(manifest, cancellationToken).ConfigureAwait(false);
            Report(progress, manifest.Descriptor, TransferState.Done, manifest.Raw.Length);
        }
        foreach (var referrer in Parts.Referrers)
        {
            await Target.TakeReferrerAsync(referrer, cancellationToken).ConfigureAwait(false);
            Report(progress, referrer.Descriptor, TransferState.Done, referrer.Raw.Length);
        }
    }

    /// <summary>Gives the image its names.</summary>
    public async Task NameAsync(IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        await Target.NameAsync(Parts.Root, cancellationToken).ConfigureAwait(false);
        Report(progress, Parts.Root.Descriptor, TransferState.Done, Parts.Root.Raw.Length);
    }

    private async Task SendBlobAsync(Descriptor blob, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        var state = await Target.TakeBlobAsync(blob, Source, moved => Report(progress, blob, TransferState.Moving, moved), cancellationToken).ConfigureAwait(false);
        Report(progress, blob, state, blob.Size);
    }

    private void Report(IProgress<TransferProgress>? progress, Descriptor blob, TransferState state, long transferred) =>
        progress?.Report(new(blob, state, transferred) { Place = Target.Name });
}
