// SPDX-License-Identifier: Apache-2.0
using Slipway.Distribution;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>Caches in the registries that their names say.</summary>
/// <param name="transfer">The way to registries.</param>
public sealed class RegistryCaches(ImageTransfer transfer) : ICacheRegistries
{
    /// <inheritdoc/>
    public async Task<ICacheSource?> OpenAsync(ImageReference reference, CancellationToken cancellationToken)
    {
        var reader = transfer.OpenReader(reference);
        try
        {
            if (await reader.ResolveAsync(null, cancellationToken).ConfigureAwait(false) is { } found)
                return new Source(reader, await reader.FetchManifestAsync(found.Digest.ToString(), cancellationToken).ConfigureAwait(false));
            reader.Dispose();
            return null;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    private sealed class Source(RegistryReader reader, ManifestBlob root) : ICacheSource
    {
        public ManifestBlob Root => root;

        public Task<ManifestBlob> ReadManifestAsync(Descriptor manifest, CancellationToken cancellationToken) => reader.FetchManifestAsync(manifest.Digest.ToString(), cancellationToken);

        public Task FetchAsync(Descriptor blob, OciLayout store, CancellationToken cancellationToken) => reader.FetchBlobAsync(blob, store, null, cancellationToken);

        public void Dispose() => reader.Dispose();
    }
}
