// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>Images of a layout that somebody else made. Owns it.</summary>
internal sealed class LayoutSource(ForeignLayout layout) : IImageSource
{
    private readonly ListedReferrers _referrers = new(layout.Index.Manifests, layout.ReadManifest);

    public Task<ManifestBlob> ReadManifestAsync(Descriptor descriptor, CancellationToken cancellationToken) => Task.FromResult(layout.ReadManifest(descriptor));

    public Task<Stream> OpenBlobAsync(Descriptor blob, CancellationToken cancellationToken) => Task.FromResult(layout.OpenBlob(blob));

    public bool MayHave(Digest blob) => layout.Contains(blob);

    public IReadOnlyList<RepositoryName> MountsOf(Digest blob, string registry, RepositoryName target) => [];

    public Task<IReadOnlyList<Descriptor>> ListReferrersAsync(Digest subject, CancellationToken cancellationToken) => Task.FromResult(_referrers.Of(subject));

    public Task<IReadOnlyList<string>> ListNamesAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([.. layout.Index.Manifests.Select(static manifest => manifest.RefName).OfType<string>().Distinct()]);

    public Task<ManifestBlob> ReadNamedAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult(layout.ReadManifest(layout.Index.Manifests.First(manifest => manifest.RefName == name)));

    public void Dispose() => layout.Dispose();
}
