// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Oci;

/// <summary>
/// Takes from a store the blobs that no name reaches. It runs only while no process holds a lease on the store
/// (<see cref="OciLayout.LeaseAsync"/>): what is being written has no name yet.
/// </summary>
public static class StorePruner
{
    /// <summary>Removes unreachable blobs; null when the store is in use, and then nothing is removed.</summary>
    /// <param name="store">The store.</param>
    /// <param name="keep">Blobs to keep though no name reaches them.</param>
    public static PrunedBlobs? TryPrune(OciLayout store, IReadOnlySet<Digest> keep)
    {
        using var alone = FileLock.TryAcquire(store.LeasePath, FileLockMode.Exclusive);
        if (alone is null)
            return null;
        var reached = new HashSet<Digest>(keep);
        foreach (var reference in store.ListReferences())
            Reach(store, reference.Descriptor, reached);
        var removed = new List<Digest>();
        var bytes = 0L;
        foreach (var (digest, path, size) in store.ListBlobs())
        {
            if (reached.Contains(digest))
                continue;
            File.Delete(path);
            removed.Add(digest);
            bytes += size;
        }
        return new(removed, bytes);
    }

    private static void Reach(OciLayout store, Descriptor descriptor, HashSet<Digest> reached)
    {
        if (!reached.Add(descriptor.Digest) || !(MediaTypes.IsManifest(descriptor.MediaType) || MediaTypes.IsIndex(descriptor.MediaType)) || !store.Contains(descriptor.Digest))
            return;
        var manifest = store.ReadManifest(descriptor);
        foreach (var child in manifest.Index?.Manifests ?? [manifest.Image!.Config, .. manifest.Image.Layers])
            Reach(store, child, reached);
    }
}
