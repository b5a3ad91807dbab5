// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>Images of a store, which stays the caller's.</summary>
internal sealed class StoreSource(OciLayout store) : IImageSource
{
    private readonly ConcurrentDictionary<(string, RepositoryName), MountSources> _mounts = new();

    public Task<ManifestBlob> ReadManifestAsync(Descriptor descriptor, CancellationToken cancellationToken) => Task.FromResult(store.ReadManifest(descriptor));

    public Task<Stream> OpenBlobAsync(Descriptor blob, CancellationToken cancellationToken) => store.OpenBlob(blob) is { } stream
        ? Task.FromResult(stream)
        : throw new FileNotFoundException($"The blob {blob.Digest} is not in the store '{store.Root}'. Pull or build the image again.");

    public bool MayHave(Digest blob) => store.Contains(blob);

    public IReadOnlyList<RepositoryName> MountsOf(Digest blob, string registry, RepositoryName target) =>
        _mounts.GetOrAdd((registry, target), key => new(store, key.Item1, key.Item2)).Of(blob);

    public void Dispose()
    {
    }
}
