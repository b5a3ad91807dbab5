// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>Images of an archive that was unpacked into a folder, which goes with this.</summary>
internal sealed class ArchiveSource(OciLayout staging, DirectoryInfo folder) : IImageSource
{
    private readonly StoreSource _images = new(staging);

    public Task<ManifestBlob> ReadManifestAsync(Descriptor descriptor, CancellationToken cancellationToken) => _images.ReadManifestAsync(descriptor, cancellationToken);

    public Task<Stream> OpenBlobAsync(Descriptor blob, CancellationToken cancellationToken) => _images.OpenBlobAsync(blob, cancellationToken);

    public bool MayHave(Digest blob) => _images.MayHave(blob);

    public IReadOnlyList<RepositoryName> MountsOf(Digest blob, string registry, RepositoryName target) => [];

    public void Dispose() => folder.Delete(recursive: true);
}
