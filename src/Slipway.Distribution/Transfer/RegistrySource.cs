// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>Images of a registry's repository. Owns the reader.</summary>
internal sealed class RegistrySource(RegistryReader reader) : IImageSource
{
    public Task<ManifestBlob> ReadManifestAsync(Descriptor descriptor, CancellationToken cancellationToken) =>
        reader.FetchManifestAsync(descriptor.Digest.ToString(), cancellationToken);

    public Task<Stream> OpenBlobAsync(Descriptor blob, CancellationToken cancellationToken) => reader.OpenBlobAsync(blob, cancellationToken);

    public Task<Stream> OpenForCheckAsync(Descriptor blob, CancellationToken cancellationToken) => reader.OpenUncheckedAsync(blob, cancellationToken);

    public bool MayHave(Digest blob) => true;

    public IReadOnlyList<RepositoryName> MountsOf(Digest blob, string registry, RepositoryName target) =>
        registry == reader.Reference.Registry && target != reader.Reference.Repository ? [reader.Reference.Repository] : [];

    public Task<IReadOnlyList<Descriptor>> ListReferrersAsync(Digest subject, CancellationToken cancellationToken) => reader.ListReferrersAsync(subject, null, cancellationToken);

    public async Task<IReadOnlyList<string>> ListNamesAsync(CancellationToken cancellationToken) =>
        [.. (await reader.ListTagsAsync(cancellationToken).ConfigureAwait(false)).Select(static tag => tag.ToString())];

    public Task<ManifestBlob> ReadNamedAsync(string name, CancellationToken cancellationToken) => reader.FetchManifestAsync(name, cancellationToken);

    public void Dispose() => reader.Dispose();
}
