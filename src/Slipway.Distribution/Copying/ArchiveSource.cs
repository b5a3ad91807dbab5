// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>Images of an archive that was unpacked into a folder, which goes with this.</summary>
internal sealed class ArchiveSource(OciLayout staging, IReadOnlyList<ArchivedImage> listed, TemporaryBeside folder) : IImageSource
{
    private readonly StoreSource _images = new(staging);
    private readonly ListedReferrers _referrers = new([.. listed.Select(static image => image.Descriptor with { Annotations = NameOf(image) })], staging.ReadManifest);

    public Task<ManifestBlob> ReadManifestAsync(Descriptor descriptor, CancellationToken cancellationToken) => _images.ReadManifestAsync(descriptor, cancellationToken);

    public Task<Stream> OpenBlobAsync(Descriptor blob, CancellationToken cancellationToken) => _images.OpenBlobAsync(blob, cancellationToken);

    public bool MayHave(Digest blob) => _images.MayHave(blob);

    public IReadOnlyList<RepositoryName> MountsOf(Digest blob, string registry, RepositoryName target) => [];

    public Task<IReadOnlyList<Descriptor>> ListReferrersAsync(Digest subject, CancellationToken cancellationToken) => Task.FromResult(_referrers.Of(subject));

    public Task<IReadOnlyList<string>> ListNamesAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([.. listed.SelectMany(static image => image.RefNames).Distinct()]);

    public Task<ManifestBlob> ReadNamedAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult(staging.ReadManifest(listed.First(image => image.RefNames.Contains(name)).Descriptor));

    public void Dispose() => folder.Dispose();

    private static Dictionary<string, string>? NameOf(ArchivedImage image) =>
        image.RefNames is [var name, ..] ? new() { [AnnotationKeys.RefName] = name } : null;
}
