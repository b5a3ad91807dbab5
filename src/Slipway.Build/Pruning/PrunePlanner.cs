// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>Decides what a prune takes away; changes nothing.</summary>
internal sealed class PrunePlanner(SlipwayHome home, OciLayout store)
{
    private readonly SnapshotStore _snapshots = new(home, TimeProvider.System);

    /// <summary>The plan.</summary>
    /// <param name="options">What may go.</param>
    /// <param name="isFree">Whether nobody uses the store.</param>
    public PrunePlan Plan(PruneOptions options, bool isFree)
    {
        var taken = options.Images.ToHashSet();
        var stays = store.ListReferences().Where(reference => !taken.Contains(reference)).Select(static reference => reference.Descriptor).ToList();
        var ofImages = new HashSet<Digest>(stays.SelectMany(descriptor => BlobReach.Find(store, descriptor)));
        ofImages.UnionWith(options.Held.SelectMany(manifest => BlobReach.TryFind(store, manifest)));
        var units = new CacheSurvey(home, store).Read(DiffIds.Of(store, stays));
        var going = Choose(units, options, ofImages, isFree);
        var kept = new HashSet<Digest>(ofImages);
        kept.UnionWith(units.Except(going).SelectMany(static unit => unit.Blobs));
        return new(going, [.. GoingBlobs(options, going, kept)], kept);
    }

    private List<CacheUnit> Choose(IReadOnlyList<CacheUnit> units, PruneOptions options, HashSet<Digest> ofImages, bool isFree)
    {
        // A limit of age or size asks for what is alive as well.
        var isWide = options.Cache == CachePruning.Unused || (options.Cache == CachePruning.Dead && (options.UnusedSince is not null || options.MaxCacheBytes is not null));
        var may = units.Where(unit => options.Cache != CachePruning.Nothing && (isWide || unit.IsDead) && (isFree || !unit.NeedsStore) && !(isFree && IsHeld(unit))
            && (options.UnusedSince is not { } since || unit.LastUsed < since)).OrderBy(static unit => unit.LastUsed).ToList();
        if (options.MaxCacheBytes is not { } limit)
            return may;
        var holders = units.SelectMany(static unit => unit.Blobs).Where(digest => !ofImages.Contains(digest)).GroupBy(static digest => digest).ToDictionary(static same => same.Key, static same => same.Count());
        var size = units.Sum(static unit => unit.Bytes) + holders.Keys.Sum(SizeOf);
        var going = new List<CacheUnit>();
        foreach (var unit in may.TakeWhile(_ => size > limit))
        {
            going.Add(unit);
            // A blob goes with the last that holds on to it.
            size -= unit.Bytes + unit.Blobs.Where(digest => holders.ContainsKey(digest) && --holders[digest] == 0).Sum(SizeOf);
        }
        return going;
    }

    private IEnumerable<(Digest Digest, StorageItem Item)> GoingBlobs(PruneOptions options, IReadOnlyList<CacheUnit> going, HashSet<Digest> kept)
    {
        var ofTaken = options.Images.SelectMany(image => BlobReach.TryFind(store, image.Descriptor)).ToHashSet();
        var ofCache = going.SelectMany(static unit => unit.Blobs).ToHashSet();
        foreach (var (digest, path, size) in store.ListBlobs().Where(blob => !kept.Contains(blob.Digest)))
        {
            var kind = ofTaken.Contains(digest) ? StorageKind.Images : ofCache.Contains(digest) ? StorageKind.Layers : StorageKind.Leftovers;
            yield return (digest, new(kind, digest.ToString(), size, File.GetLastWriteTimeUtc(path), IsInUse: false));
        }
    }

    // Asked only while no build runs, to which a lock that is tried would look like a tree that is being deleted.
    private bool IsHeld(CacheUnit unit) =>
        unit is { Snapshot: { } id, Records: [] } ? _snapshots.IsHeld(id) : unit.Lock is { } path && FileLock.TryAcquire(path, FileLockMode.Exclusive) is var held && IsNull(held);

    private static bool IsNull(FileLock? held)
    {
        held?.Dispose();
        return held is null;
    }

    private long SizeOf(Digest digest) => new FileInfo(store.BlobPath(digest)) is { Exists: true } file ? file.Length : 0;
}
