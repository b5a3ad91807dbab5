// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Oci;

/// <summary>
/// Takes from a store the blobs that no name reaches, and what killed processes were writing. It runs only while no process holds a lease on the store
/// (<see cref="OciLayout.LeaseAsync"/>): what is being written has no name yet.
/// </summary>
public static class StorePruner
{
    /// <summary>Whether a process holds a lease on the store now.</summary>
    public static bool IsInUse(OciLayout store)
    {
        using var alone = store.Files.TryLock(LayoutPaths.Lease, FileLockMode.Exclusive);
        return alone is null;
    }

    /// <summary>Removes unreachable blobs; null when the store is in use, and then nothing is removed.</summary>
    /// <param name="store">The store.</param>
    /// <param name="keep">Blobs to keep though no name reaches them.</param>
    /// <param name="cancellationToken">Stops waiting, and stops between two blobs.</param>
    /// <exception cref="CorruptBlobException">A manifest that a name leads to is damaged, so that what it needs can't be told; nothing is removed.</exception>
    public static Task<PrunedBlobs?> TryPruneAsync(OciLayout store, IReadOnlySet<Digest> keep, CancellationToken cancellationToken) =>
        TryPruneAsync(store, () => Task.FromResult(keep), cancellationToken);

    /// <summary>Removes unreachable blobs; null when the store is in use, and then nothing is removed.</summary>
    /// <param name="store">The store.</param>
    /// <param name="prepare">Called first, while nobody else uses the store: may take names away, and says which blobs to keep though no name reaches them.</param>
    /// <param name="cancellationToken">Stops waiting, and stops between two blobs.</param>
    /// <exception cref="CorruptBlobException">A manifest that a name leads to is damaged, so that what it needs can't be told; no blob is removed.</exception>
    public static async Task<PrunedBlobs?> TryPruneAsync(OciLayout store, Func<Task<IReadOnlySet<Digest>>> prepare, CancellationToken cancellationToken)
    {
        using var alone = store.Files.TryLock(LayoutPaths.Lease, FileLockMode.Exclusive);
        if (alone is null)
            return null;
        var reached = new HashSet<Digest>(await prepare().ConfigureAwait(false));
        // No name may come to lead to what is about to go. The index is right before anything goes that a wrong one would speak of.
        using var names = await store.ChangeNamesAsync(cancellationToken).ConfigureAwait(false);
        store.DeriveIndex();
        foreach (var reference in store.ListReferences())
            Reach(store, reference.Descriptor, reached);
        var removed = new List<Digest>();
        var bytes = 0L;
        foreach (var (digest, _, size) in store.ListBlobs().Where(blob => !reached.Contains(blob.Digest)).ToList())
        {
            cancellationToken.ThrowIfCancellationRequested();
            store.Files.Delete(LayoutPaths.Blob(digest));
            removed.Add(digest);
            bytes += size;
        }
        // Whoever wrote these held a lease, and is gone.
        foreach (var left in store.Files.List(LayoutPaths.Ingest).ToList())
            store.Files.Delete($"{LayoutPaths.Ingest}/{left.Name}");
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
