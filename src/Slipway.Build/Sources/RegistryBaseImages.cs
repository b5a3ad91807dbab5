// SPDX-License-Identifier: Apache-2.0
using Slipway.Distribution;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>Base images from their registries: manifest and configuration at once, layers when a step or an export needs them.</summary>
/// <param name="transfer">The way to registries.</param>
/// <param name="store">Where they are kept.</param>
public sealed class RegistryBaseImages(ImageTransfer transfer, OciLayout store) : IBaseImages
{
    /// <inheritdoc/>
    public async Task<Descriptor?> FetchAsync(ImageReference reference, Platform platform, CancellationToken cancellationToken)
    {
        using var client = await transfer.ConnectAsync(reference, cancellationToken).ConfigureAwait(false);
        var key = reference.Digest?.ToString() ?? reference.WithDefaultTag().Tag.ToString()!;
        if (await client.ResolveAsync(reference.Repository, key, cancellationToken).ConfigureAwait(false) is not { } resolved)
            return null;
        var manifest = await GetManifestAsync(client, reference, resolved.Digest, cancellationToken).ConfigureAwait(false);
        var image = manifest;
        while (image.Index is { } index)
        {
            if (index.Find(platform) is not { } child)
                return manifest.Descriptor; // the engine says which platforms there are
            image = await GetManifestAsync(client, reference, child.Digest, cancellationToken).ConfigureAwait(false);
        }
        await FetchBlobAsync(client, reference, image.Image!.Config, cancellationToken).ConfigureAwait(false);
        return manifest.Descriptor;
    }

    /// <inheritdoc/>
    public async Task FetchLayersAsync(ImageReference reference, IReadOnlyList<Descriptor> layers, CancellationToken cancellationToken)
    {
        using var client = await transfer.ConnectAsync(reference, cancellationToken).ConfigureAwait(false);
        foreach (var layer in layers)
            await FetchBlobAsync(client, reference, layer, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ManifestBlob> GetManifestAsync(RegistryClient client, ImageReference reference, Digest digest, CancellationToken cancellationToken)
    {
        var manifest = await client.FetchManifestAsync(reference.Repository, digest.ToString(), cancellationToken).ConfigureAwait(false);
        store.WriteManifest(manifest);
        return manifest;
    }

    private async Task FetchBlobAsync(RegistryClient client, ImageReference reference, Descriptor blob, CancellationToken cancellationToken)
    {
        if (store.Contains(blob.Digest))
            return;
        var content = await client.OpenBlobAsync(reference.Repository, blob, cancellationToken).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            await store.ImportBlobAsync(blob, content, cancellationToken).ConfigureAwait(false);
        }
    }
}
