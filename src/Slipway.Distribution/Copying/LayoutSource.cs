// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>Images of a layout that somebody else made. Owns it.</summary>
internal sealed class LayoutSource(ForeignLayout layout) : IImageSource
{
    public Task<ManifestBlob> ReadManifestAsync(Descriptor descriptor, CancellationToken cancellationToken) => Task.FromResult(layout.ReadManifest(descriptor));

    public Task<Stream> OpenBlobAsync(Descriptor blob, CancellationToken cancellationToken) => Task.FromResult(layout.OpenBlob(blob));

    public bool MayHave(Digest blob) => layout.Contains(blob);

    public IReadOnlyList<RepositoryName> MountsOf(Digest blob, string registry, RepositoryName target) => [];

    public void Dispose() => layout.Dispose();
}
