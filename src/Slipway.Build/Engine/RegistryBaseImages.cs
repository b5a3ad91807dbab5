// SPDX-License-Identifier: Apache-2.0
using Slipway.Distribution;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>
/// Base images from registries. An image that was fetched keeps its name in the store, with all the platforms that its registry has of it, so that
/// the next build finds it there.
/// </summary>
/// <param name="transfer">The way to registries.</param>
/// <param name="store">Where images are kept.</param>
public sealed class RegistryBaseImages(ImageTransfer transfer, OciLayout store) : IBaseImages
{
    /// <inheritdoc/>
    public async Task<Descriptor?> FetchAsync(ImageReference reference, Platform platform, CancellationToken cancellationToken)
    {
        if (await transfer.ResolveAsync(reference, cancellationToken).ConfigureAwait(false) is not { } resolved)
            return null;
        // By digest, for the name must not come to stand for one platform alone.
        var pulled = await transfer.PullAsync(new(reference.WithDigest(resolved.Digest), platform), store, null, cancellationToken).ConfigureAwait(false);
        if (reference.Tag is not null)
            await store.SetReferenceAsync(reference, pulled.Resolved, cancellationToken).ConfigureAwait(false);
        return pulled.Resolved;
    }

    /// <inheritdoc/>
    public async Task FetchLayersAsync(ImageReference reference, IReadOnlyList<Descriptor> layers, CancellationToken cancellationToken)
    {
        using var client = await transfer.ConnectAsync(reference, cancellationToken).ConfigureAwait(false);
        foreach (var layer in layers.Where(layer => !store.Contains(layer.Digest)))
        {
            var blob = await client.OpenBlobAsync(reference.Repository, layer, cancellationToken).ConfigureAwait(false);
            await using (blob.ConfigureAwait(false))
            {
                await store.ImportBlobAsync(layer, blob, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
