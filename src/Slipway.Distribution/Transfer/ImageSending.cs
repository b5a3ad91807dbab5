// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>One image on its way from a place to another: all it is made of first, its names when the caller says so.</summary>
internal sealed record ImageSending(IImageSource Source, ImageParts Parts, IImageTarget Target)
{
    // A layer with addresses of its own isn't a registry's to keep (image-spec, "non-distributable layers").
    private IEnumerable<Descriptor> Blobs => Parts.Blobs.Where(blob => blob.Urls is not { Count: > 0 } || Source.MayHave(blob.Digest));

    /// <summary>Tells what there is to send, so that what is left is known.</summary>
    public void Announce(IProgress<TransferProgress>? progress)
    {
        foreach (var blob in Blobs)
            Report(progress, blob, TransferState.Waiting, 0);
    }

    /// <summary>Sends all that the image is made of.</summary>
    /// <param name="slots">How many blobs may still be under way at once.</param>
    /// <param name="root">Whether the whole's own manifest goes too, or with its name only.</param>
    /// <param name="progress">Is told of each blob and manifest.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task SendPartsAsync(SemaphoreSlim slots, RootSending root, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        var limits = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, slots.CurrentCount), CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(Blobs, limits, async (blob, token) => await SendBlobAsync(blob, slots, progress, token).ConfigureAwait(false)).ConfigureAwait(false);
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

    private async Task SendBlobAsync(Descriptor blob, SemaphoreSlim slots, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        await slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var state = await Target.TakeBlobAsync(blob, Source, moved => Report(progress, blob, TransferState.Moving, moved), cancellationToken).ConfigureAwait(false);
            Report(progress, blob, state, blob.Size);
        }
        finally
        {
            slots.Release();
        }
    }

    private void Report(IProgress<TransferProgress>? progress, Descriptor blob, TransferState state, long transferred) =>
        progress?.Report(new(blob, state, transferred) { Place = Target.Name });
}
