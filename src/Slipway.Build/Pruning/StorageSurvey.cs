// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>Measures what takes room in a home (<c>slipway df</c>).</summary>
public static class StorageSurvey
{
    /// <summary>All kinds, in the order in which they are shown.</summary>
    /// <param name="home">The home.</param>
    /// <param name="store">Its store.</param>
    /// <param name="held">The manifests that installed modules need.</param>
    /// <exception cref="CorruptBlobException">A manifest that a name leads to is damaged.</exception>
    public static IReadOnlyList<StorageUse> Read(SlipwayHome home, OciLayout store, IReadOnlyList<Digest> held)
    {
        var references = store.ListReferences();
        var ofImages = references.SelectMany(reference => BlobReach.Find(store, reference.Descriptor)).ToHashSet();
        var ofHeld = held.SelectMany(manifest => BlobReach.TryFind(store, manifest)).ToHashSet();
        var sizes = store.ListBlobs().ToDictionary(static blob => blob.Digest, static blob => blob.Size);
        var units = new CacheSurvey(home, store).Read(DiffIds.Of(store, references.Select(static reference => reference.Descriptor)));
        var ofCache = units.SelectMany(static unit => unit.Blobs).Where(digest => !ofImages.Contains(digest)).ToHashSet();
        var left = sizes.Keys.Where(digest => !ofImages.Contains(digest) && !ofHeld.Contains(digest) && !ofCache.Contains(digest)).ToList();
        var images = references.GroupBy(static reference => reference.Descriptor.Digest).ToList();
        return
        [
            new(StorageKind.Images, images.Count, images.Count(same => same.Any(static reference => reference.Name is not null) || ofHeld.Contains(same.Key)),
                Sum(ofImages.Union(ofHeld)), Sum(ofImages.Except(ofHeld))),
            new(StorageKind.Layers, ofCache.Count, ofCache.Count, Sum(ofCache), Sum(ofCache)),
            .. new[] { StorageKind.Snapshots, StorageKind.Mounts, StorageKind.Sources, StorageKind.Records }.Select(kind => Of(kind, units)),
            new(StorageKind.Leftovers, left.Count, 0, Sum(left), Sum(left)),
        ];

        long Sum(IEnumerable<Digest> blobs) => blobs.Sum(digest => sizes.GetValueOrDefault(digest));
    }

    private static StorageUse Of(StorageKind kind, IReadOnlyList<CacheUnit> units)
    {
        // A result whose tree went counts by its records.
        var own = units.Where(unit => unit.Kind == kind || (kind == StorageKind.Records && unit.Kind == StorageKind.Layers)).ToList();
        var bytes = own.Sum(static unit => unit.Bytes);
        return new(kind, own.Count, own.Count(static unit => !unit.IsDead), bytes, bytes);
    }
}
