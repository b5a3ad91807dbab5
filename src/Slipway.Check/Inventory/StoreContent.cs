// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Check;

/// <summary>The content of a local store.</summary>
/// <param name="store">The store.</param>
public sealed class StoreContent(OciLayout store) : IImageContent
{
    /// <inheritdoc/>
    public string Place => $"the store '{store.Root}'";

    /// <inheritdoc/>
    public ReadOnlyMemory<byte>? ReadManifest(Descriptor manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return store.Contains(manifest.Digest) ? store.ReadBlob(manifest, ManifestBlob.MaxSize) : default(ReadOnlyMemory<byte>?);
    }

    /// <inheritdoc/>
    public ValueTask<Stream?> OpenBlobAsync(Descriptor blob, CancellationToken cancellationToken) => new(store.OpenBlob(blob));
}
