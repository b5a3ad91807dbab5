// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>A cache in a folder, an OCI layout that anybody may have made. Owns it.</summary>
internal sealed class FolderCacheSource : ICacheSource
{
    private readonly ForeignLayout _layout;

    private FolderCacheSource(ForeignLayout layout, ManifestBlob root) => (_layout, Root) = (layout, root);

    public ManifestBlob Root { get; }

    /// <summary>Opens it; null where there is no such folder, or it lists nothing under the name.</summary>
    public static FolderCacheSource? TryOpen(CachePlace.InFolder place)
    {
        if (!Directory.Exists(place.Folder))
            return null;
        var layout = ForeignLayout.Open(place.Folder);
        try
        {
            if (layout.Index.Manifests.FirstOrDefault(manifest => manifest.RefName == place.Name || manifest.Digest.ToString() == place.Name) is { } found)
                return new(layout, layout.ReadManifest(found));
            layout.Dispose();
            return null;
        }
        catch
        {
            layout.Dispose();
            throw;
        }
    }

    public Task<ManifestBlob> ReadManifestAsync(Descriptor manifest, CancellationToken cancellationToken) => Task.FromResult(_layout.ReadManifest(manifest));

    public async Task FetchAsync(Descriptor blob, OciLayout store, CancellationToken cancellationToken)
    {
        if (store.Contains(blob.Digest))
            return;
        var content = _layout.OpenBlob(blob);
        await using (content.ConfigureAwait(false))
            await store.ImportBlobAsync(blob, content, cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _layout.Dispose();
}
