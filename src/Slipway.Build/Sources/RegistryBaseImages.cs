// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using Slipway.Distribution;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>Base images from their registries: manifest and configuration at once, layers when a step or an export needs them.</summary>
/// <param name="transfer">The way to registries.</param>
/// <param name="store">Where they are kept.</param>
public sealed class RegistryBaseImages(ImageTransfer transfer, OciLayout store) : IBaseImages
{
    // One for a repository, so that its layers share connections and tokens. They hold nothing that wants disposing before the client they go through.
    private readonly ConcurrentDictionary<string, RegistryReader> _readers = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task<Descriptor?> FetchAsync(ImageReference reference, Platform platform, CancellationToken cancellationToken)
    {
        var reader = ReaderOf(reference);
        if (await reader.ResolveAsync(RegistryReader.KeyOf(reference), cancellationToken).ConfigureAwait(false) is not { } resolved)
            return null;
        var manifest = await GetManifestAsync(reader, resolved, cancellationToken).ConfigureAwait(false);
        var image = manifest;
        while (image.Index is { } index)
        {
            if (index.Find(platform) is not { } child)
                return manifest.Descriptor; // the engine says which platforms there are
            image = await GetManifestAsync(reader, child, cancellationToken).ConfigureAwait(false);
        }
        await reader.FetchBlobAsync(image.Image!.Config, store, null, cancellationToken).ConfigureAwait(false);
        return manifest.Descriptor;
    }

    /// <inheritdoc/>
    public Task FetchLayersAsync(ImageReference reference, IReadOnlyList<Descriptor> layers, CancellationToken cancellationToken) =>
        ReaderOf(reference).FetchBlobsAsync(layers, store, null, cancellationToken);

    private RegistryReader ReaderOf(ImageReference reference) => _readers.GetOrAdd(reference.Name, _ => transfer.OpenReader(reference));

    private async Task<ManifestBlob> GetManifestAsync(RegistryReader reader, Descriptor manifest, CancellationToken cancellationToken)
    {
        if (store.Contains(manifest.Digest))
            return store.ReadManifest(manifest);
        var fetched = await reader.FetchManifestAsync(manifest.Digest.ToString(), cancellationToken).ConfigureAwait(false);
        store.WriteManifest(fetched);
        return fetched;
    }
}
